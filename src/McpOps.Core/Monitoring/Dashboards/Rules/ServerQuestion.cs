namespace McpOps.Monitoring;

/// <summary>What is asked of one server's series. Servers of which the same is asked share a rule: a hundred of one profile have no more rules than one.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Expression">From a condition on the label <c>server</c> to what is asked.</param>
internal sealed record ServerQuestion(string Rule, string Severity, Func<string, string> Expression)
{
    public TimeSpan For { get; init; }

    public TimeSpan Keep { get; init; }

    /// <summary>The server, where its series do not name it: then nobody shares the rule.</summary>
    public string? Server { get; init; }

    public required string Summary { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The rules that answer all questions, in the order in which they were asked first.</summary>
    /// <param name="asked">The questions, each with its server.</param>
    /// <param name="all">How many servers there are: what is asked of all of them names none, and holds for those to come.</param>
    public static IReadOnlyList<PrometheusRule> Join(IEnumerable<(string Server, ServerQuestion Question)> asked, int all) =>
    [
        .. asked.GroupBy(one => (one.Question.Rule, one.Question.Severity, Text: one.Question.Expression("?"), one.Question.For, one.Question.Keep, one.Question.Server, one.Question.Summary, one.Question.Description))
            .Select(group =>
            {
                var servers = group.Select(one => one.Server).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
                var question = group.First().Question;
                return new PrometheusRule(question.Rule, question.Severity, question.Expression(servers.Count == all ? "" : PromText.Matcher("server", servers)))
                {
                    For = question.For, Keep = question.Keep, Server = question.Server, Like = servers.Count == all || question.Server is not null ? null : servers[0], Summary = question.Summary, Description = question.Description,
                };
            }),
    ];
}
