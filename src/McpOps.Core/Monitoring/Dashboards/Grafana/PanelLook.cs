using System.Text.Json.Nodes;

namespace McpOps.Monitoring;

/// <summary>How a panel looks: units, colours, words for values.</summary>
internal static class PanelLook
{
    /// <summary>What holds for all its series.</summary>
    public static JsonObject Defaults(BoardPanel panel) => new()
    {
        ["unit"] = panel.Unit,
        ["color"] = new JsonObject { ["mode"] = panel.Kind is PanelKind.Lines ? "palette-classic" : "thresholds" },
        ["mappings"] = Mappings(panel),
        ["thresholds"] = new JsonObject { ["mode"] = "absolute", ["steps"] = Steps(panel) },
        ["custom"] = panel.Kind switch
        {
            PanelKind.Lines => new JsonObject { ["drawStyle"] = "line", ["lineWidth"] = 1, ["fillOpacity"] = 5, ["showPoints"] = "auto", ["spanNulls"] = false, ["thresholdsStyle"] = new JsonObject { ["mode"] = panel.Levels is null ? "off" : "dashed" } },
            PanelKind.Strip => new JsonObject { ["fillOpacity"] = 80, ["lineWidth"] = 0 },
            _ => [],
        },
    };

    /// <summary>What holds for the panel.</summary>
    public static JsonObject Options(BoardPanel panel) => panel.Kind switch
    {
        PanelKind.Lines => new JsonObject
        {
            ["legend"] = new JsonObject { ["displayMode"] = "list", ["placement"] = "bottom", ["showLegend"] = true, ["calcs"] = new JsonArray() },
            ["tooltip"] = new JsonObject { ["mode"] = "multi", ["sort"] = "desc" },
        },
        PanelKind.Figure => new JsonObject
        {
            ["reduceOptions"] = new JsonObject { ["calcs"] = new JsonArray("lastNotNull"), ["fields"] = "", ["values"] = false },
            ["colorMode"] = panel.Levels is null ? "none" : "value", ["graphMode"] = "none", ["textMode"] = "auto", ["justifyMode"] = "auto", ["orientation"] = "auto",
        },
        PanelKind.Strip => new JsonObject
        {
            ["showValue"] = "never", ["mergeValues"] = true, ["rowHeight"] = 0.8, ["alignValue"] = "left",
            ["legend"] = new JsonObject { ["displayMode"] = "list", ["placement"] = "bottom", ["showLegend"] = true }, ["tooltip"] = new JsonObject { ["mode"] = "single", ["sort"] = "none" },
        },
        _ => new JsonObject { ["showHeader"] = true, ["cellHeight"] = "sm", ["footer"] = new JsonObject { ["show"] = false, ["reducer"] = new JsonArray("sum"), ["fields"] = "" } },
    };

    private static JsonArray Mappings(BoardPanel panel)
    {
        if (panel.Words.Count == 0)
        {
            return [];
        }

        var words = new JsonObject();
        for (var index = 0; index < panel.Words.Count; index++)
        {
            var (value, text, color) = panel.Words[index];
            words[PromText.Number(value)] = new JsonObject { ["text"] = text, ["color"] = color, ["index"] = index };
        }

        return new JsonArray(new JsonObject { ["type"] = "value", ["options"] = words });
    }

    private static JsonArray Steps(BoardPanel panel) => panel.Levels is not { } levels ? new JsonArray(Step("green", null))
        : levels.Warning < levels.Critical ? new JsonArray(Step("green", null), Step("yellow", levels.Warning), Step("red", levels.Critical))
        : new JsonArray(Step("green", null), Step("red", levels.Critical));

    private static JsonObject Step(string color, double? from) => new() { ["color"] = color, ["value"] = from };
}
