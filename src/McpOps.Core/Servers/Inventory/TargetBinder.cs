namespace McpOps.Servers;

/// <summary>Reads the objectives (<c>slo</c>) of one server.</summary>
internal static class TargetBinder
{
    private const string Availability = "availability";
    private const string Success = "success";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    public static IReadOnlyList<McpTarget> Targets(Fields fields) => fields.Named("slo", "objective", Target, leave: fields.LeaveOutPart);

    private static McpTarget Target(string name, Fields fields)
    {
        var target = fields.Number("target", 0, 100, "percent") ?? throw fields.Wrong(fields.Node, null, "has no 'target': the share that is to be good, in percent, such as 99.5");
        if (target is 0 or 100)
        {
            throw fields.Wrong(fields.Raw("target")!, "target", "must lie above 0 and below 100: nothing works always, and what may always fail is no objective");
        }

        var metric = fields.Text("metric") ?? (name is Availability ? Success : name);
        var bound = new McpTarget(name, metric, target)
        {
            Window = fields.Duration("window", TimeSpan.FromHours(1), Longest) ?? TimeSpan.FromDays(30),
            Below = fields.Number("below", double.MinValue, double.MaxValue, "the metric's unit"),
            Above = fields.Number("above", double.MinValue, double.MaxValue, "the metric's unit"),
            Alert = fields.Boolean("alert") ?? true,
        };
        return (metric, bound.Below, bound.Above) switch
        {
            (Success, null, null) => bound,
            (Success, _, _) => throw fields.Wrong(fields.Node, null, "is of success, which is good or not: it takes no 'below' and no 'above'"),
            (_, null, null) => throw fields.Wrong(fields.Node, null, $"has neither 'below' nor 'above': which values of {metric} are good?"),
            (_, not null, not null) => throw fields.Wrong(fields.Node, null, "has both 'below' and 'above'. Write two objectives"),
            _ => bound,
        };
    }
}
