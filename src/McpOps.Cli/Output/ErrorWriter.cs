using System.Text;

namespace McpOps.Cli.Output;

/// <summary>Standard error: what it says is visible, and with no place to say it the exit code alone must do.</summary>
internal sealed class ErrorWriter(TextWriter errors) : TextWriter
{
    public override Encoding Encoding => errors.Encoding;

    /// <summary>Standard error of this process; nowhere when it is closed.</summary>
    public static TextWriter Open()
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

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value) => Raw(Visible.Of(value ?? ""));

    public override void WriteLine() => Raw(errors.NewLine);

    public override void WriteLine(string? value) => Raw(Visible.Of(value ?? "") + errors.NewLine);

    /// <summary>Writes a text with escape sequences of our own.</summary>
    public void Raw(string text)
    {
        try
        {
            errors.Write(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // It is closed, or its disk is full.
        }
    }
}
