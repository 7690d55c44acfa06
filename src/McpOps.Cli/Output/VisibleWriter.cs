using System.Text;

namespace McpOps.Cli.Output;

/// <summary>The one gate before a terminal: what it would obey is made visible; only the colours that we paint ourselves pass.</summary>
/// <param name="terminal">The terminal.</param>
/// <param name="paint">Stands for the beginning of an escape sequence of our own; nobody else knows it.</param>
internal sealed class VisibleWriter(TextWriter terminal, string paint) : TextWriter
{
    public override Encoding Encoding => terminal.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => terminal.Write(Clean(value ?? ""));

    public override void WriteLine() => terminal.WriteLine();

    public override void WriteLine(string? value) => terminal.WriteLine(Clean(value ?? ""));

    public override void WriteLine(ReadOnlySpan<char> buffer) => WriteLine(buffer.ToString());

    public override void Flush() => terminal.Flush();

    private string Clean(string text) => Visible.Of(text).Replace(paint, "\e[", StringComparison.Ordinal);
}
