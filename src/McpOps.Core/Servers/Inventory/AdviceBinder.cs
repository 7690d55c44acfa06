namespace McpOps.Servers;

/// <summary>Reads the rules of advice of one server.</summary>
internal static class AdviceBinder
{
    // Advice that nobody can follow is no reason to watch nothing.
    public static IReadOnlyList<McpAdviceRule> Bind(Fields fields) => fields.Named("advice", "advice", Rule, leave: problem => fields.LeaveOut("AdviceRuleInvalid", problem));

    private static McpAdviceRule Rule(string name, Fields fields)
    {
        var (key, file, standard, to, because, when) = (fields.Required("key"), fields.PathOf("file"), Scalar(fields, "default"), Scalar(fields, "to"), fields.Text("because"), fields.Texts("when"));
        if (to is null)
        {
            throw fields.Wrong(fields.Node, null, "has no 'to': what the setting is better set to");
        }

        var conditions = when.Select(text => Read(fields, "when", text, AdviceCondition.Parse)).ToList();
        return conditions.Count == 0 ? throw fields.Wrong(fields.Node, null, "has no 'when', such as [\"value > 20 * cores\"]: nothing says when the advice holds")
            : new McpAdviceRule(name, key) { File = file, Default = standard, When = when, To = to, Because = because, Conditions = conditions, Target = Read(fields, "to", to, AdviceExpression.Parse) };
    }

    // A number is written as one, or as a text.
    private static string? Scalar(Fields fields, string name) => fields.Raw(name) is { Kind: ConfigKind.Number or ConfigKind.Boolean } value ? value.Text : fields.Text(name);

    private static T Read<T>(Fields fields, string name, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException exception)
        {
            throw fields.Wrong(fields.Raw(name)!, name, $"'{text}' {exception.Message}");
        }
    }
}
