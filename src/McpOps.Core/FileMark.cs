using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace McpOps;

/// <summary>The line by which a file is known as one that we wrote, and as being as we wrote it: so that what somebody changed by hand is not written over.</summary>
/// <param name="writer">What the line begins with, the same in all versions.</param>
/// <param name="rest">What else it says to whoever opens the file.</param>
internal sealed class FileMark(string writer, string rest)
{
    /// <summary>What stands in a text where the line comes.</summary>
    public const string Place = "{mark}";

    private readonly Regex _line = new($@"{Regex.Escape(writer)}[^\n<]*? Mark (?<hash>[0-9a-f]{{16}})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>A text with the line in its place.</summary>
    /// <param name="text">The text, with <see cref="Place"/> where the line stands.</param>
    public string Put(string text) => Swap(text, Place, $"{writer}{rest} Mark {Hash(text)}");

    /// <summary>Whether a file is ours, and whether it is as we wrote it.</summary>
    /// <param name="text">The file's text.</param>
    public (bool Ours, bool Whole) Read(string text) => _line.Match(text) is { Success: true } match
        ? (true, match.Groups["hash"].Value == Hash(Swap(text, match.Value, Place)))
        : (false, false);

    /// <summary>The lines that go and come.</summary>
    /// <param name="before">The text that is there.</param>
    /// <param name="after">The text that comes in its place.</param>
    public static string Diff(string before, string after)
    {
        var (old, made) = (Lines(before), Lines(after));
        var (kept, had) = (made.ToHashSet(StringComparer.Ordinal), old.ToHashSet(StringComparer.Ordinal));
        return before == after ? "" : string.Join('\n', old.Where(line => !kept.Contains(line)).Select(line => "- " + line).Concat(made.Where(line => !had.Contains(line)).Select(line => "+ " + line)));
    }

    // The first one only: a name that looks like it stays a name.
    private static string Swap(string text, string before, string after) =>
        text.IndexOf(before, StringComparison.Ordinal) is >= 0 and var index ? $"{text.AsSpan(0, index)}{after}{text.AsSpan(index + before.Length)}" : text;

    private static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)];

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.Replace("\r\n", "\n", StringComparison.Ordinal))))[..16].ToLowerInvariant();
}
