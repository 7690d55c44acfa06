using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace McpOps.Monitoring;

/// <summary>Texts in the languages of Prometheus: names come from inventories, and may hold anything.</summary>
internal static partial class PromText
{
    /// <summary>A text as a literal of PromQL (https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals).</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                '\n' => quoted.Append("\\n"),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A text as a regular expression that fits it alone, as RE2 reads it.</summary>
    public static string Escaped(string text) => Special().Replace(text, @"\$0");

    /// <summary>A text as the value of a label in the text format, or as a matcher of Alertmanager has it: they know no other escapes (https://prometheus.io/docs/alerting/latest/configuration/#matcher).</summary>
    public static string LabelValue(string text) => text.AsSpan().IndexOfAny("\\\"\n") < 0 ? text
        : text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>The condition of PromQL that a label has one of some values.</summary>
    public static string Matcher(string label, IReadOnlyList<string> values) => Matcher(label, values, Quoted);

    /// <summary>The condition that a label has one of some values, in a language with quotes of its own.</summary>
    public static string Matcher(string label, IReadOnlyList<string> values, Func<string, string> quoted) =>
        values.Count == 1 ? $"{label}={quoted(values[0])}" : $"{label}=~{quoted(string.Join('|', values.Select(Escaped)))}";

    /// <summary>A selector of series; conditions that are empty are left out.</summary>
    public static string Series(string name, params ReadOnlySpan<string> conditions)
    {
        var given = string.Join(',', conditions.ToArray().Where(condition => condition.Length > 0));
        return given.Length == 0 ? name : $"{name}{{{given}}}";
    }

    /// <summary>A length of time in the largest unit that it is whole in: as rules, the labels of our metrics and inventories write it.</summary>
    public static string Duration(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerSecond != 0 ? $"{(long)Math.Max(1, time.TotalMilliseconds)}ms"
        : time == TimeSpan.Zero ? "0s"
        : time.Ticks % TimeSpan.TicksPerDay == 0 ? $"{(long)time.TotalDays}d"
        : time.Ticks % TimeSpan.TicksPerHour == 0 ? $"{(long)time.TotalHours}h"
        : time.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{(long)time.TotalMinutes}m"
        : $"{(long)time.TotalSeconds}s";

    /// <summary>A number, to twelve digits: what a conversion of units leaves behind the last of them is no one's bound.</summary>
    public static string Number(double value) => value.ToString("G12", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);

    /// <summary>A text that a template of Prometheus or Alertmanager leaves as it is: Go's templates take two braces for a beginning.</summary>
    public static string Literal(string text) => text.Replace("{{", "{{\"{{\"}}", StringComparison.Ordinal);

    [GeneratedRegex(@"[\\.+*?()|\[\]{}^$]", RegexOptions.None, 1000)]
    private static partial Regex Special();
}
