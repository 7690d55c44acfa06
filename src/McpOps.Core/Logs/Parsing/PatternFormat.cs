using System.Text;
using System.Text.RegularExpressions;

namespace McpOps.Logs.Parsing;

/// <summary>Lines as a regular expression of the user describes them.</summary>
internal sealed class PatternFormat
{
    private readonly Regex _expression;
    private readonly string[] _fields;

    /// <summary>Takes a regular expression.</summary>
    /// <exception cref="McpOpsException"><c>InvalidPattern</c>: not a regular expression, or without a group that is known.</exception>
    public PatternFormat(string pattern)
    {
        try
        {
            _expression = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException exception)
        {
            throw Invalid($"'{pattern}' is not a regular expression: {exception.Message}", exception);
        }

        var names = _expression.GetGroupNames();
        _fields = [.. names.Where(name => !IsPart(name) && !char.IsAsciiDigit(name[0]))];
        if (!names.Any(IsPart))
        {
            throw Invalid($"'{pattern}' names no part. Use groups such as (?<time>…), (?<level>…), (?<source>…), (?<message>…).", null);
        }
    }

    public void TryParse(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        var text = Encoding.UTF8.GetString(line);
        var match = _expression.Match(text);
        result.Message = Slice.Between(0, line.Length);
        if (!match.Success)
        {
            return;
        }

        result.Parsed = true;
        if (match.Groups["time"] is { Success: true } time && TimeParser.TryParse(Encoding.UTF8.GetBytes(time.Value), reference, out var moment, out _))
        {
            result.OfferTime(moment);
        }

        if (match.Groups["level"] is { Success: true } level)
        {
            var word = Encoding.UTF8.GetBytes(level.Value.Trim());
            result.Level = word.Length == 1 ? LogLevels.FromLetter(word[0]) : LogLevels.FromWord(word);
        }

        if (match.Groups["source"] is { Success: true } source)
        {
            result.Source = Bytes(text, source);
        }

        if (match.Groups["message"] is { Success: true } message)
        {
            result.Message = Bytes(text, message);
        }
    }

    /// <summary>The named groups of a line that are no part of every entry.</summary>
    public Dictionary<string, string>? Fields(ReadOnlySpan<byte> line)
    {
        if (_fields.Length == 0 || _expression.Match(Encoding.UTF8.GetString(line)) is not { Success: true } match)
        {
            return null;
        }

        return _fields.Where(name => match.Groups[name].Success).ToDictionary(name => name, name => match.Groups[name].Value, StringComparer.Ordinal);
    }

    private static bool IsPart(string name) => name is "time" or "level" or "source" or "message";

    // Places in the text are places in the bytes as long as all letters are ASCII; else they are counted.
    private static Slice Bytes(string text, Group group) =>
        new(Encoding.UTF8.GetByteCount(text.AsSpan(0, group.Index)), Encoding.UTF8.GetByteCount(group.ValueSpan));

    private static McpOpsException Invalid(string message, Exception? inner) => new("InvalidPattern", McpErrorCategory.InvalidArgument, message, innerException: inner);
}
