using System.Globalization;

namespace McpOps.Servers;

/// <summary>Reads the plans of an inventory or a server.</summary>
internal static class PlanBinder
{
    private const int LastDay = 28;

    public static IReadOnlyList<McpPlan> Bind(Fields fields) => fields.Named("plans", "plan", Plan, leave: fields.LeaveOutPart);

    private static McpPlan Plan(string name, Fields fields)
    {
        var (at, day) = (At(fields), On(fields));
        if (day is not null && at is null)
        {
            throw fields.Wrong(fields.Raw("on")!, "on", "says a day, and nothing says the time of it. Add \"at\", such as \"02:00\"");
        }

        var plan = new McpPlan(name) { At = at, On = day, Steps = fields.Objects("steps", "planStep", Step) };
        return plan.Steps.GroupBy(step => step.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw fields.Wrong(fields.Raw("steps")!, "steps", $"holds two steps of the id '{twice.Key}'. Give one of them an \"id\" of its own")
            : plan;
    }

    private static string? At(Fields fields) => fields.Text("at") is not { } at ? null
        : TimeOnly.TryParseExact(at, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToString("HH:mm", CultureInfo.InvariantCulture)
        : throw fields.Wrong(fields.Raw("at")!, "at", "must be hours and minutes, such as \"02:00\"");

    private static string? On(Fields fields)
    {
        if (fields.Raw("on") is not { } value)
        {
            return null;
        }

        var text = value.Kind is ConfigKind.Number ? fields.Integer("on", 1, LastDay, "day of the month")!.Value.ToString(CultureInfo.InvariantCulture) : fields.Text("on")!.ToLowerInvariant();
        return McpPlan.Days.Contains(text, StringComparer.Ordinal) || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day is >= 1 and <= LastDay)
            ? text
            : throw fields.Wrong(value, "on", $"must be a day of the week, such as \"sunday\", or one of the month from 1 to {LastDay}, which every month has.{NearestName.Hint(text, McpPlan.Days).TrimEnd('.')}");
    }

    private static McpPlanStep Step(Fields fields)
    {
        var id = fields.Text("id");
        var use = fields.Text("use") ?? id;
        if (string.IsNullOrEmpty(use))
        {
            throw fields.Wrong(fields.Node, null, "has neither 'use' nor the 'id' of a step to change");
        }

        var onError = fields.Text("onError") ?? "continue";
        return onError is not ("continue" or "stop" or "alert")
            ? throw fields.Wrong(fields.Raw("onError")!, "onError", "must be continue, stop or alert")
            : new McpPlanStep(id is { Length: > 0 } ? id : use, use)
            {
                With = fields.Json("with"),
                Needs = fields.Texts("needs"),
                When = fields.Text("when"),
                OnError = onError,
                Timeout = fields.Duration("timeout", TimeSpan.FromSeconds(1), TimeSpan.FromDays(2)),
                Enabled = fields.Boolean("enabled") ?? true,
                At = $"{fields.Node.Source}:{fields.Node.Line}: ",
            };
    }
}
