using System.Globalization;

namespace McpOps.Crawling.Walking;

/// <summary>What a site's robots.txt allows (RFC 9309).</summary>
internal sealed class RobotsFile
{
    private const int MostBytes = 500 * 1024;
    private readonly List<Rule> _rules = [];

    private RobotsFile()
    {
    }

    /// <summary>No file: everything is allowed.</summary>
    public static RobotsFile AllowAll { get; } = new();

    /// <summary>The server failed to say: nothing is allowed (RFC 9309, 2.3.1.4).</summary>
    public static RobotsFile DisallowAll { get; } = new() { _rules = { new Rule(false, "/") } };

    /// <summary>The time that the site asks for between two requests; not in the RFC, and widely used.</summary>
    public TimeSpan? CrawlDelay { get; private set; }

    public List<Uri> Sitemaps { get; } = [];

    /// <summary>Reads a file for one crawler.</summary>
    /// <param name="text">The file; what is beyond 500 KiB is not read.</param>
    /// <param name="agent">The crawler's product token, such as <c>McpOps</c>.</param>
    /// <param name="site">Where the file came from.</param>
    public static RobotsFile Parse(string text, string agent, Uri site)
    {
        var file = new RobotsFile();
        var groups = new List<(List<string> Agents, List<(string Key, string Value)> Lines)>();
        var lastWasAgent = false;
        foreach (var (key, value) in Lines(text))
        {
            if (key == "sitemap")
            {
                if (Uri.TryCreate(site, value, out var sitemap))
                {
                    file.Sitemaps.Add(sitemap);
                }
            }
            else if (key == "user-agent")
            {
                if (!lastWasAgent)
                {
                    groups.Add(([], []));
                }

                groups[^1].Agents.Add(value);
                lastWasAgent = true;
            }
            else if (groups.Count > 0)
            {
                groups[^1].Lines.Add((key, value));
                lastWasAgent = false;
            }
        }

        // All groups that name the crawler count as one; else those for everybody.
        var mine = groups.Where(group => group.Agents.Exists(name => name.Length > 0 && name != "*" && string.Equals(Token(name), agent, StringComparison.OrdinalIgnoreCase))).ToList();
        foreach (var (key, value) in (mine.Count > 0 ? mine : groups.Where(group => group.Agents.Contains("*"))).SelectMany(group => group.Lines))
        {
            file.Take(key, value);
        }

        return file;
    }

    /// <summary>The longest rule that matches decides; of two alike, the one that allows.</summary>
    public bool Allows(Uri uri)
    {
        var path = uri.PathAndQuery;
        if (path == "/robots.txt")
        {
            return true;
        }

        var length = -1;
        var allowed = true;
        foreach (var rule in _rules)
        {
            if (rule.Pattern.Length >= length && rule.Matches(path) && (rule.Pattern.Length > length || rule.Allow))
            {
                length = rule.Pattern.Length;
                allowed = rule.Allow;
            }
        }

        return allowed;
    }

    private static IEnumerable<(string Key, string Value)> Lines(string text)
    {
        foreach (var raw in (text.Length > MostBytes ? text[..MostBytes] : text).Split('\n', '\r'))
        {
            var line = raw.Split('#', 2)[0];
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                yield return (line[..colon].Trim().TrimStart('\uFEFF').ToLowerInvariant(), line[(colon + 1)..].Trim());
            }
        }
    }

    private static string Token(string agent) => new(agent.TakeWhile(character => char.IsAsciiLetter(character) || character is '-' or '_').ToArray());

    private void Take(string key, string value)
    {
        if (key is "allow" or "disallow" && value.Length > 0)
        {
            _rules.Add(new Rule(key == "allow", value));
        }
        else if (key == "crawl-delay" && double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600)
        {
            CrawlDelay = TimeSpan.FromSeconds(seconds);
        }
    }

    private sealed record Rule(bool Allow, string Pattern)
    {
        // The pattern is a beginning; $ at its end makes it the whole, and * stands for any text.
        public bool Matches(string path) => Wildcard.Matches(path, Pattern.EndsWith('$') ? Pattern[..^1] : Pattern + "*", ignoreCase: false, onlyStar: true);
    }
}
