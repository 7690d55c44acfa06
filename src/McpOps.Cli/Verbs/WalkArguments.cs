using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Crawling;

namespace McpOps.Cli.Verbs;

/// <summary>The options of <c>crawl</c>: how a site is walked.</summary>
internal sealed class WalkArguments
{
    private readonly Option<int?> _depth = new("--depth", "-d") { Description = "How many links away from the start pages are read; 3 by default.", HelpName = "N" };
    private readonly Option<int?> _maxPages = new("--max-pages") { Description = "Most pages that are read; 1000 by default.", HelpName = "N" };
    private readonly Option<double?> _maxTime = SecondsOption.Create("--max-time", "Seconds that the walk may take; no limit by default.");
    private readonly Option<WalkOrder> _order = new("--order") { Description = "breadthFirst, depthFirst or bestFirst." };
    private readonly Option<WalkScope> _scope = new("--scope") { Description = "Which links are followed: sameHost, sameSite or any." };
    private readonly Option<string[]> _include = new("--include") { Description = "Read only addresses that match; * stands for any text. May be given several times.", HelpName = "PATTERN" };
    private readonly Option<string[]> _exclude = new("--exclude") { Description = "Do not read addresses that match.", HelpName = "PATTERN" };
    private readonly Option<string[]> _keyword = new("--keyword") { Description = "A word that makes a link worth more, for bestFirst.", HelpName = "WORD" };
    private readonly Option<bool> _ignoreRobots = new("--ignore-robots") { Description = "Read what robots.txt forbids: only on sites of your own." };
    private readonly Option<bool> _useSitemap = new("--use-sitemap") { Description = "Start from the site's sitemaps too." };
    private readonly Option<bool> _checkExternal = new("--check-external") { Description = "Ask for linked pages of other sites too, only to report those that are not there." };
    private readonly Option<int?> _throttleLimit = new("--throttle-limit") { Description = "Pages that are worked on at a time; 8 by default.", HelpName = "N" };
    private readonly Option<double?> _delay = SecondsOption.Create("--delay", "Least seconds between two requests to one host; none by default.");
    private readonly Option<string?> _statePath = new("--state-path") { Description = "Note the walk in this file, and go on from there after an interruption.", HelpName = "FILE" };

    public WalkArguments(Command verb)
    {
        _depth.Validators.Add(result => { if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var depth) && depth < 0) { result.AddError("--depth is 0 or more."); } });
        _maxPages.Validators.Add(result => PageArguments.Positive(result, int.MaxValue));
        _maxTime.Validators.Add(result => PageArguments.Positive(result, int.MaxValue));
        _throttleLimit.Validators.Add(result => PageArguments.Positive(result, 256));
        _delay.Validators.Add(result => PageArguments.Positive(result, 3600));
        foreach (var option in (ReadOnlySpan<Option>)[_depth, _maxPages, _maxTime, _order, _scope, _include, _exclude, _keyword, _ignoreRobots, _useSitemap, _checkExternal, _throttleLimit, _delay, _statePath])
        {
            verb.Options.Add(option);
        }
    }

    public WalkOptions Read(ParseResult parsed, PageOptions page)
    {
        var defaults = new WalkOptions();
        var limit = parsed.GetValue(_throttleLimit) ?? defaults.ThrottleLimit;
        return new WalkOptions
        {
            Page = page with { HostConcurrency = limit, HostDelay = TimeSpan.FromSeconds(parsed.GetValue(_delay) ?? 0) },
            Depth = parsed.GetValue(_depth) ?? defaults.Depth,
            MaxPages = parsed.GetValue(_maxPages) ?? defaults.MaxPages,
            MaxTime = parsed.GetValue(_maxTime) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Order = parsed.GetValue(_order),
            Scope = parsed.GetValue(_scope),
            Include = parsed.GetValue(_include) ?? [],
            Exclude = parsed.GetValue(_exclude) ?? [],
            Keywords = parsed.GetValue(_keyword) ?? [],
            ObeyRobots = !parsed.GetValue(_ignoreRobots),
            UseSitemap = parsed.GetValue(_useSitemap),
            CheckExternal = parsed.GetValue(_checkExternal),
            ThrottleLimit = limit,
            StatePath = parsed.GetValue(_statePath),
        };
    }
}
