using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace McpOps.Maintenance.Schedules;

/// <summary>The line by which a file is known as ours, and as we wrote it.</summary>
internal static partial class ScheduleMark
{
    private const string Words = "Written by 'mcpops schedule add'; 'mcpops schedule remove' takes it away. Change the inventory and not this file. Mark ";

    /// <summary>A text with the marker in its place.</summary>
    /// <param name="text">The text, with <c>{mark}</c> where the marker stands.</param>
    public static string Put(string text) => text.Replace("{mark}", Words + Hash(text), StringComparison.Ordinal);

    /// <summary>Whether a file is ours, and whether it is as we wrote it.</summary>
    public static (bool Ours, bool Whole) Read(string text) => Mark().Match(text) is { Success: true } match
        ? (true, match.Groups["hash"].Value == Hash(text.Replace(match.Value, "{mark}", StringComparison.Ordinal)))
        : (false, false);

    /// <summary>The lines that go and come.</summary>
    public static string Diff(string before, string after)
    {
        var (old, made) = (Lines(before), Lines(after));
        return before == after ? "" : string.Join('\n', old.Where(line => !made.Contains(line)).Select(line => "- " + line).Concat(made.Where(line => !old.Contains(line)).Select(line => "+ " + line)));
    }

    private static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)];

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.Replace("\r\n", "\n", StringComparison.Ordinal))))[..16].ToLowerInvariant();

    [GeneratedRegex(@"Written by 'mcpops schedule add';[^\n<]*? Mark (?<hash>[0-9a-f]{16})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mark();
}
