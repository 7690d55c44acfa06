using System.Text.Json.Nodes;

namespace McpOps.Monitoring;

/// <summary>A dashboard as Grafana reads it: its JSON model (https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model), as Grafana 10 writes it and later ones take it.</summary>
internal static class BoardFile
{
    /// <summary>The version of the model.</summary>
    public const int SchemaVersion = 38;

    /// <summary>The id of the data source that is provisioned beside it.</summary>
    public const string DataSource = "mcpops-prometheus";

    /// <summary>What stands for all values of a variable; a name may have line breaks, which a mere dot leaves out.</summary>
    public const string All = "(?s:.*)";

    private const int Columns = 24;
    private const int Height = 8;

    /// <summary>Its content, with the place of the mark in its description.</summary>
    public static JsonObject Of(Board board) => new()
    {
        ["description"] = FileMark.Place,
        ["uid"] = board.Id,
        ["title"] = board.Title,
        ["tags"] = new JsonArray("mcpops"),
        ["schemaVersion"] = SchemaVersion,
        ["editable"] = true,
        ["graphTooltip"] = 1,
        ["refresh"] = "1m",
        ["time"] = new JsonObject { ["from"] = "now-6h", ["to"] = "now" },
        ["timezone"] = "browser",
        ["links"] = new JsonArray(new JsonObject { ["type"] = "dashboards", ["title"] = "McpOps", ["tags"] = new JsonArray("mcpops"), ["asDropdown"] = false, ["includeVars"] = true, ["keepTime"] = true, ["targetBlank"] = false, ["icon"] = "external link" }),
        ["annotations"] = new JsonObject { ["list"] = new JsonArray() },
        ["templating"] = new JsonObject { ["list"] = new JsonArray([Source(), .. board.Choices.Select(choice => Choice(choice.Label, choice.Metric))]) },
        ["panels"] = new JsonArray([.. Panels(board)]),
    };

    // Who imports it elsewhere chooses the data source; here it is the one that is provisioned.
    private static JsonObject Source() => new()
    {
        ["name"] = "datasource", ["label"] = "Prometheus", ["type"] = "datasource", ["query"] = "prometheus", ["hide"] = 0, ["refresh"] = 1, ["regex"] = "", ["multi"] = false, ["includeAll"] = false, ["options"] = new JsonArray(),
        ["current"] = new JsonObject { ["selected"] = true, ["text"] = "McpOps", ["value"] = DataSource },
    };

    private static JsonObject Choice(string label, string metric) => new()
    {
        ["name"] = label, ["type"] = "query", ["datasource"] = Chosen(), ["definition"] = $"label_values({metric}, {label})", ["query"] = new JsonObject { ["query"] = $"label_values({metric}, {label})", ["refId"] = "values" },
        ["refresh"] = 2, ["sort"] = 5, ["multi"] = true, ["includeAll"] = true, ["allValue"] = All, ["hide"] = 0, ["options"] = new JsonArray(), ["regex"] = "",
        ["current"] = new JsonObject { ["selected"] = true, ["text"] = new JsonArray("All"), ["value"] = new JsonArray("$__all") },
    };

    private static JsonObject Chosen() => new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };

    // From left to right, and below when a row is full.
    private static IEnumerable<JsonNode> Panels(Board board)
    {
        var (id, y) = (0, 0);
        foreach (var row in board.Rows.Where(row => row.Panels.Count > 0))
        {
            yield return new JsonObject { ["id"] = ++id, ["type"] = "row", ["title"] = row.Title, ["collapsed"] = false, ["panels"] = new JsonArray(), ["gridPos"] = Place(0, y++, Columns, 1) };
            var x = 0;
            foreach (var panel in row.Panels)
            {
                if (x + panel.Width > Columns)
                {
                    (x, y) = (0, y + Height);
                }

                yield return Panel(panel, ++id, Place(x, y, panel.Width, Height));
                x += panel.Width;
            }

            y += Height;
        }
    }

    private static JsonObject Place(int x, int y, int width, int height) => new() { ["h"] = height, ["w"] = width, ["x"] = x, ["y"] = y };

    private static JsonObject Panel(BoardPanel panel, int id, JsonObject place) => new()
    {
        ["id"] = id,
        ["type"] = panel.Kind,
        ["title"] = panel.Title,
        ["description"] = panel.Description,
        ["gridPos"] = place,
        ["datasource"] = Chosen(),
        ["targets"] = new JsonArray([.. panel.Queries.Select((query, index) => Target(panel, query, index))]),
        ["fieldConfig"] = new JsonObject { ["defaults"] = PanelLook.Defaults(panel), ["overrides"] = new JsonArray() },
        ["options"] = PanelLook.Options(panel),
    };

    private static JsonObject Target(BoardPanel panel, PanelQuery query, int index)
    {
        var isNow = panel.Kind is PanelKind.Figure or PanelKind.Table;
        return new JsonObject
        {
            ["refId"] = ((char)('A' + index)).ToString(), ["datasource"] = Chosen(), ["editorMode"] = "code", ["expr"] = query.Expression, ["legendFormat"] = query.Legend,
            ["instant"] = isNow, ["range"] = !isNow, ["format"] = panel.Kind is PanelKind.Table ? "table" : "time_series",
        };
    }
}
