using System.Globalization;
using System.Text;
using McpOps.Servers;

namespace McpOps.Protocol;

/// <summary>Text of servers that nobody vouches for, made fit for a message to a person: one line, no control characters, short, secrets masked.</summary>
internal static class Plain
{
    private const int MaxLength = 240;

    public static string Text(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= MaxLength)
            {
                line.Append('…');
                break;
            }

            line.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return Redaction.MaskText(line.ToString().Trim());
    }

    public static string Text(ReadOnlySpan<byte> utf8) => Text(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MaxLength * 4)]));

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";

    public static string Size(long bytes) => bytes >= 1 << 20
        ? (bytes / 1048576d).ToString("0.#", CultureInfo.InvariantCulture) + " MiB"
        : bytes.ToString(CultureInfo.InvariantCulture) + " bytes";
}
