namespace McpOps.Charts;

/// <summary>The colours of pages and pictures, light and dark.</summary>
public static class ChartStyle
{
    /// <summary>Rules for a page's <c>style</c>: text has a contrast of at least 4.5 on its ground, in both.</summary>
    public const string Css = """
        :root{color-scheme:light dark;--ground:#fff;--card:#f6f8fa;--text:#1b1f24;--soft:#57606a;--edge:#d0d7de;--good:#1a7f37;--warning:#8a5a00;--bad:#b3261e;--unknown:#57606a;--curve:#0a5cc2;--band:#0a5cc22e}
        @media(prefers-color-scheme:dark){:root{--ground:#0d1117;--card:#161b22;--text:#e6edf3;--soft:#9aa4af;--edge:#30363d;--good:#3fb950;--warning:#e3b341;--bad:#ff7b72;--unknown:#9aa4af;--curve:#6cb0ff;--band:#6cb0ff38}}
        .chart{display:block;width:100%;height:auto;max-width:60rem}
        .chart text{font:12px system-ui,sans-serif;fill:var(--soft)}
        .chart .grid{stroke:var(--edge)}.chart .line{fill:none;stroke:var(--curve);stroke-width:2}.chart .band{fill:var(--band)}.chart .bar,.chart .point{fill:var(--curve)}
        .chart .good{fill:var(--good)}.chart .warning{fill:var(--warning)}.chart .bad{fill:var(--bad)}.chart .unknown{fill:none;stroke:var(--unknown);stroke-dasharray:2 2}.chart .plain{fill:var(--soft)}
        """;
}
