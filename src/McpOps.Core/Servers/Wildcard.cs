using System.Text;
using System.Text.RegularExpressions;

namespace McpOps.Servers;

/// <summary>The wildcards of PowerShell for names: <c>*</c>, <c>?</c>, <c>[a-z]</c>.</summary>
internal static class Wildcard
{
    public static bool IsPattern(string text) => text.AsSpan().IndexOfAny("*?[") >= 0;

    public static Regex Of(string pattern)
    {
        var regex = new StringBuilder("^");
        for (var index = 0; index < pattern.Length; index++)
        {
            var end = pattern[index] == '[' ? pattern.IndexOf(']', index + 1) : -1;
            if (end > index + 1)
            {
                regex.Append('[').Append(Regex.Escape(pattern[(index + 1)..end]).Replace("]", "\\]", StringComparison.Ordinal)).Append(']');
                index = end;
            }
            else
            {
                regex.Append(pattern[index] switch { '*' => ".*", '?' => ".", var other => Regex.Escape(other.ToString()) });
            }
        }

        return new Regex(regex.Append('$').ToString(), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1));
    }
}
