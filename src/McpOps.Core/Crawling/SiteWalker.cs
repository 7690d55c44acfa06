using System.Runtime.CompilerServices;
using System.Threading.Channels;
using McpOps.Crawling.Walking;

namespace McpOps.Crawling;

/// <summary>Walks sites politely: what robots.txt allows, each page once, within limits.</summary>
/// <param name="context">The clock, progress and where to report.</param>
/// <param name="options">How to walk.</param>
public sealed class SiteWalker(EngineContext context, WalkOptions options)
{
    /// <summary>Walks from the given pages and hands over each page as it is read.</summary>
    /// <param name="starts">Where to begin.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>Pages in the order of the walk, as far as several at a time allow. One that cannot be read has <see cref="McpPage.Error"/> and names the page that links to it.</returns>
    /// <exception cref="McpOpsException"><c>AddressNotSupported</c>, <c>WalkStateMismatch</c>, <c>WalkStateUnusable</c>.</exception>
    public async IAsyncEnumerable<McpPage> WalkAsync(IReadOnlyList<Uri> starts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var walk = await Walk.BeginAsync(context, options, starts, cancellationToken);
        await foreach (var page in walk.RunAsync(cancellationToken))
        {
            yield return page;
        }
    }

    /// <summary>One walk under way. The frontier and what is known belong to the loop in <see cref="RunAsync"/>; workers only fetch and extract.</summary>
    private sealed class Walk : IAsyncDisposable
    {
        // Links of one page that are followed: a page of half a million would fill the frontier alone.
        private const int MostLinks = 20_000;

        private readonly EngineContext _context;
        private readonly WalkOptions _options;
        private readonly PageReader _reader;
        private readonly RobotsCache _robots;
        private readonly LinkFilter _filter;
        private readonly Frontier _frontier;
        private readonly TrapGuard _traps;
        private readonly NearDuplicates _duplicates = new();
        private readonly Channel<(FrontierEntry Entry, McpPage? Page)> _read = Channel.CreateUnbounded<(FrontierEntry, McpPage?)>();
        private readonly long _started;
        private Queue<(Uri Asked, McpPage Page)> _left = new();
        private WalkJournal? _journal;
        private int _taken;

        private Walk(EngineContext context, WalkOptions options, IReadOnlyList<Uri> starts)
        {
            (_context, _options) = (context, options);
            _reader = new PageReader(context, options.Page with { HostConcurrency = Math.Min(options.Page.HostConcurrency, options.ThrottleLimit) });
            _robots = new RobotsCache(_reader.Fetcher, options, context);
            _filter = new LinkFilter(options, starts);
            _frontier = new Frontier(options.Order);
            _traps = new TrapGuard(context);
            _started = context.Time.GetTimestamp();
        }

        private bool IsOver => _taken >= _options.MaxPages || (_options.MaxTime is { } most && _context.Time.GetElapsedTime(_started) >= most);

        public static async Task<Walk> BeginAsync(EngineContext context, WalkOptions options, IReadOnlyList<Uri> starts, CancellationToken cancellationToken)
        {
            foreach (var start in starts)
            {
                if (!start.IsAbsoluteUri || start.Scheme is not ("http" or "https"))
                {
                    throw new McpOpsException("AddressNotSupported", McpErrorCategory.InvalidArgument, $"'{start}' begins with neither http:// nor https://; nothing else is walked.", start.OriginalString);
                }
            }

            var walk = new Walk(context, options, starts);
            try
            {
                await walk.PrepareAsync(starts, cancellationToken);
                return walk;
            }
            catch
            {
                await walk.DisposeAsync();
                throw;
            }
        }

        public async IAsyncEnumerable<McpPage> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            while (_left.TryDequeue(out var left))
            {
                yield return left.Page;
                await GivenAsync(left.Asked, cancellationToken);
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var working = 0;
            try
            {
                while (true)
                {
                    while (working < _options.ThrottleLimit && !IsOver && _frontier.TryTake(out var entry))
                    {
                        working++;
                        _taken += entry.CheckOnly ? 0 : 1;
                        _ = Task.Run(() => WorkAsync(entry, stop.Token), CancellationToken.None);
                    }

                    if (working == 0)
                    {
                        yield break;
                    }

                    var (done, page) = await _read.Reader.ReadAsync(cancellationToken);
                    working--;
                    if (page is null)
                    {
                        // robots.txt forbids it: it does not count.
                        _taken -= done.CheckOnly ? 0 : 1;
                        if (done.Depth == 0 && !cancellationToken.IsCancellationRequested)
                        {
                            _context.Warn("RobotsForbids", $"robots.txt of {done.Uri.Authority} does not allow {done.Uri} to be read.", done.Uri.AbsoluteUri);
                        }

                        continue;
                    }

                    if (done.CheckOnly && page.Error is null)
                    {
                        continue;
                    }

                    page = await TakeAsync(done, page, cancellationToken);
                    _context.Progress?.Report(new McpProgress("Walking", done.Uri.AbsoluteUri, _taken, Math.Min(_options.MaxPages, _taken + _frontier.Count)));
                    yield return page;
                    await GivenAsync(done.Uri, cancellationToken);
                }
            }
            finally
            {
                await stop.CancelAsync();
                for (; working > 0; working--)
                {
                    await _read.Reader.ReadAsync(CancellationToken.None);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_journal is not null)
            {
                await _journal.DisposeAsync();
            }

            await _reader.DisposeAsync();
        }

        private async Task PrepareAsync(IReadOnlyList<Uri> starts, CancellationToken cancellationToken)
        {
            var first = starts.Select(PageKey.Clean).Where(_frontier.IsNew).Select(uri => new FrontierEntry { Uri = uri }).ToList();
            if (_options.StatePath is { } path)
            {
                (_journal, var past) = await WalkJournal.OpenAsync(path, starts, cancellationToken);
                if (past.Found.Count > 0)
                {
                    Resume(past);
                    return;
                }
            }

            if (_options.UseSitemap)
            {
                var named = await _robots.SitemapsAsync(starts, _options.MaxPages, cancellationToken);
                first.AddRange(named.Select(PageKey.Clean).Where(uri => _filter.IsInScope(uri) && _filter.IsWanted(uri) && _frontier.IsNew(uri)).Select(uri => new FrontierEntry { Uri = uri, Depth = Math.Min(1, _options.Depth) }));
            }

            if (_journal is not null)
            {
                await _journal.StartedAsync(first, cancellationToken);
            }

            first.ForEach(_frontier.Add);
        }

        private void Resume(WalkJournal.Past past)
        {
            foreach (var entry in past.Found)
            {
                _frontier.IsNew(entry.Uri);
                if (!past.Done.Contains(entry.Uri.AbsoluteUri))
                {
                    _frontier.Add(entry);
                }
            }

            _taken = past.Done.Count;
            _left = new(past.Pending.Select(pair => (new Uri(pair.Key), pair.Value)));
            _context.Warn("WalkResumed", $"The walk goes on after {past.Done.Count} pages; {_frontier.Count} wait.");
        }

        private async Task WorkAsync(FrontierEntry entry, CancellationToken cancellationToken)
        {
            McpPage? page;
            try
            {
                page = !await _robots.AllowsAsync(entry.Uri, cancellationToken) ? null
                    : entry.CheckOnly ? _reader.Compose(await _reader.Fetcher.FetchAsync(entry.Uri, _ => false, cancellationToken), cancellationToken)
                    : await _reader.ReadAsync(entry.Uri, cancellationToken);
            }
            catch (McpOpsException exception)
            {
                // A linked file that is no page is no fault of the site: it has no text, and a message.
                var error = exception.ErrorId == "PageNotText" && entry.Depth > 0 ? null : exception.ErrorId;
                page = new McpPage { Uri = entry.Uri, Error = error, ErrorMessage = exception.Message, FetchedAt = _context.Time.GetUtcNow().LocalDateTime };
            }
            catch (OperationCanceledException)
            {
                page = null;
            }
            catch (Exception exception)
            {
                page = new McpPage { Uri = entry.Uri, Error = "PageFailed", ErrorMessage = exception.Message, FetchedAt = _context.Time.GetUtcNow().LocalDateTime };
            }

            await _read.Writer.WriteAsync((entry, page is null ? null : page with { Depth = entry.Depth, FoundOn = entry.FoundOn }), CancellationToken.None);
        }

        private async Task<McpPage> TakeAsync(FrontierEntry entry, McpPage page, CancellationToken cancellationToken)
        {
            if (page.FinalUri is { } final && page.Redirects.Count > 0)
            {
                // The page that it led to need not be read again under its own name.
                _frontier.IsNew(PageKey.Clean(final));
            }

            if (page.Error is null)
            {
                page = page with { DuplicateOf = _duplicates.Find(page.Text, entry.Uri) };
                _traps.Learn(entry.Uri, page.DuplicateOf is null);
            }

            var found = page.Error is null ? Follow(entry, page).ToList() : [];
            if (_journal is not null)
            {
                await _journal.FoundAsync(found, page, entry.Uri, cancellationToken);
            }

            found.ForEach(_frontier.Add);
            return page;
        }

        private IEnumerable<FrontierEntry> Follow(FrontierEntry entry, McpPage page)
        {
            var inside = page.FinalUri is { } final && (_filter.IsInScope(final) || entry.Depth == 0);
            if (!inside || entry.CheckOnly || (_options.ObeyRobots && page.Robots?.Contains("nofollow", StringComparison.OrdinalIgnoreCase) is true))
            {
                yield break;
            }

            foreach (var link in page.Links.Take(MostLinks))
            {
                var uri = PageKey.Clean(link.Uri);
                var scoped = _filter.IsInScope(uri) && LinkFilter.LooksLikePage(uri);
                if (scoped ? entry.Depth >= _options.Depth || !_filter.IsWanted(uri) || (_options.ObeyRobots && link.Rel.Contains("nofollow", StringComparison.OrdinalIgnoreCase)) : !_options.CheckExternal)
                {
                    continue;
                }

                var chain = scoped && _traps.IsSameShape(entry.Uri, uri) ? entry.Chain + 1 : 0;
                if ((scoped && _traps.IsTrap(uri, chain)) || !_frontier.IsNew(uri))
                {
                    continue;
                }

                _traps.Taken(uri);
                yield return new FrontierEntry { Uri = uri, Depth = entry.Depth + 1, FoundOn = page.FinalUri, Chain = chain, Promise = _filter.Promise(uri, link.Text, entry.Depth + 1), CheckOnly = !scoped };
            }
        }

        private Task GivenAsync(Uri asked, CancellationToken cancellationToken) => _journal?.GivenAsync(asked, cancellationToken) ?? Task.CompletedTask;
    }
}
