namespace McpOps.Crawling.Rendering;

/// <summary>Renders pages in one browser, a few at a time; starts the browser when the first is asked for, and again after a crash.</summary>
internal sealed class PageRenderer(PageOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _start = new(1);
    private readonly SemaphoreSlim _pages = new(Math.Max(1, options.RenderConcurrency));
    private BrowserSession? _session;

    /// <summary>Renders a page.</summary>
    /// <exception cref="McpOpsException"><c>BrowserNotFound</c>, <c>NodeNotFound</c>, <c>BrowserFailed</c>, <c>PageTimeout</c>, <c>RenderNotAllowed</c>.</exception>
    public async Task<RenderedPage> RenderAsync(Uri uri, CancellationToken cancellationToken)
    {
        if (options.PublicOnly)
        {
            // A browser resolves names by itself, after any check.
            throw new McpOpsException("RenderNotAllowed", McpErrorCategory.PermissionDenied, "Pages are not rendered where only public addresses are allowed.", uri.AbsoluteUri);
        }

        await _pages.WaitAsync(cancellationToken);
        try
        {
            var session = await SessionAsync(cancellationToken);
            return await session.RenderAsync(uri, options, cancellationToken).WaitAsync(options.Timeout, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new McpOpsException("PageTimeout", McpErrorCategory.OperationTimeout, $"{uri} was not rendered within {options.Timeout.TotalSeconds:0.##} s. Raise the time-out if the site is slow.", uri.AbsoluteUri, exception);
        }
        catch (Exception exception) when (exception is not McpOpsException && !cancellationToken.IsCancellationRequested)
        {
            throw new McpOpsException("BrowserFailed", McpErrorCategory.ResourceUnavailable, $"The browser cannot render {uri}: {FirstLine(exception.Message)}", uri.AbsoluteUri, exception);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            _pages.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is { } session)
        {
            await session.DisposeAsync();
        }

        _start.Dispose();
        _pages.Dispose();
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();

    private async Task<BrowserSession> SessionAsync(CancellationToken cancellationToken)
    {
        await _start.WaitAsync(cancellationToken);
        try
        {
            if (_session is { IsAlive: false } dead)
            {
                _session = null;
                await dead.DisposeAsync();
            }

            return _session ??= await BrowserSession.StartAsync(options.BrowserPath);
        }
        finally
        {
            _start.Release();
        }
    }
}
