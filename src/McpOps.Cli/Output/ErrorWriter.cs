using System.Text;

namespace McpOps.Cli.Output;

/// <summary>Standard error: what it says is visible, and with no place to say it the exit code alone must do.</summary>
internal sealed class ErrorWriter : TextWriter
{
    private readonly Lazy<TextWriter> _errors;

    public ErrorWriter(TextWriter errors) => _errors = new(errors);

    private ErrorWriter() => _errors = new(Open);

    public override Encoding Encoding => _errors.Value.Encoding;

    /// <summary>Standard error of this process, opened when there is something to say: most runs have nothing.</summary>
    public static ErrorWriter OfProcess() => new();

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value) => Raw(Visible.Of(value ?? ""));

    public override void WriteLine() => Raw(_errors.Value.NewLine);

    public override void WriteLine(string? value) => Raw(Visible.Of(value ?? "") + _errors.Value.NewLine);

    /// <summary>Writes a text with escape sequences of our own.</summary>
    public void Raw(string text)
    {
        try
        {
            _errors.Value.Write(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // It is closed, or its disk is full.
        }
    }

    // Nowhere when it is closed.
    private static TextWriter Open()
    {
        try
        {
            return Console.Error;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Null;
        }
    }
}
