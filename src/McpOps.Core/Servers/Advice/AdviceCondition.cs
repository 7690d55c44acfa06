using System.Text.RegularExpressions;

namespace McpOps.Servers;

/// <summary>A condition of a rule of advice: two expressions and a comparison.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Left">The left side.</param>
/// <param name="Comparison">One of <c>&gt; &gt;= &lt; &lt;= = !=</c>.</param>
/// <param name="Right">The right side.</param>
internal sealed partial record AdviceCondition(string Text, AdviceExpression Left, string Comparison, AdviceExpression Right)
{
    /// <summary>The terms of both sides that are asked for.</summary>
    public IEnumerable<AdviceTerm> Terms => Left.Factors.Concat(Right.Factors).Select(factor => factor.Term).Where(term => term.Number is null);

    /// <summary>Whether it compares the setting with a word.</summary>
    public bool IsOfWord => Right.Word is not null;

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none; the message says why, for a sentence that begins with the text.</exception>
    public static AdviceCondition Parse(string text)
    {
        var match = Form().Match(text.Trim());
        if (!match.Success)
        {
            throw new FormatException("is no condition. Write two sides with one of > >= < <= = != between them, such as 'value > 20 * cores'");
        }

        var (left, comparison, right) = (AdviceExpression.Parse(match.Groups["left"].Value), match.Groups["op"].Value, AdviceExpression.Parse(match.Groups["right"].Value));
        return left.Word is not null ? throw new FormatException($"has the word '{left.Word}' on its left side, which is no fact. They are {string.Join(", ", AdviceTerm.Facts)}")
            : right.Word is not null && (comparison is not ("=" or "!=") || left.Factors is not [(_, { IsValue: true })]) ? throw new FormatException($"compares with the word '{right.Word}': only 'value' may be = or != a word")
            : new AdviceCondition(text.Trim(), left, comparison, right);
    }

    /// <summary>Whether two numbers fit it.</summary>
    public bool Holds(double left, double right) => Comparison switch { ">" => left > right, ">=" => left >= right, "<" => left < right, "<=" => left <= right, "=" => left == right, _ => left != right };

    /// <summary>Whether the setting fits it; upper and lower case do not count.</summary>
    public bool Holds(string value) => string.Equals(value, Right.Word, StringComparison.OrdinalIgnoreCase) == (Comparison is "=");

    [GeneratedRegex(@"^(?<left>[^<>=!]+)(?<op>>=|<=|!=|>|<|=)(?<right>[^<>=!]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
