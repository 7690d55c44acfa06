using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Auditing.Host.Windows;

/// <summary>What <c>reg query KEY</c> writes; its words are the same in every language. Pure.</summary>
internal static partial class RegistryText
{
    /// <summary>A number by its name; null when there is none.</summary>
    public static uint? Number(string said, string name) =>
        Value().Matches(said).FirstOrDefault(match => string.Equals(match.Groups["name"].Value, name, StringComparison.OrdinalIgnoreCase)) is { } match
            && uint.TryParse(match.Groups["value"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"^\s+(?<name>\S+)\s+REG_DWORD\s+0x(?<value>[0-9A-Fa-f]{1,8})\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Value();
}
