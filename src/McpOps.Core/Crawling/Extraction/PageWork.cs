namespace McpOps.Crawling.Extraction;

/// <summary>The work of reading one page: it ends when its caller goes or its time is over, and it is bounded in elements and in what it writes.</summary>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class PageWork(CancellationToken cancellationToken)
{
    /// <summary>Most elements of a page: the longest single pages of the web, such as the standard of HTML, have some 300,000.</summary>
    public const int MostElements = 500_000;

    /// <summary>Most characters of Markdown, or of text: padding and addresses made absolute can make far more of a page than it is.</summary>
    public const int MostCharacters = 32 << 20;

    private const int StepsBetweenLooks = 1024;

    private int _steps;
    private int _elements;

    /// <summary>A page that nobody waits for with a limit.</summary>
    public static PageWork Unlimited => new(CancellationToken.None);

    /// <summary>A step of any loop over a page.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public void Step()
    {
        if (++_steps % StepsBetweenLooks == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The parser made another element.</summary>
    /// <exception cref="McpOpsException"><c>PageTooLarge</c>.</exception>
    public void Element()
    {
        Step();
        if (++_elements > MostElements)
        {
            throw new McpOpsException("PageTooLarge", McpErrorCategory.LimitsExceeded, $"The page has more than {MostElements} elements: it is built to keep its readers busy, or is no page for people.");
        }
    }

    /// <summary>So much has been written so far.</summary>
    /// <exception cref="McpOpsException"><c>PageTooLarge</c>.</exception>
    public void Written(long characters)
    {
        Step();
        if (characters > MostCharacters)
        {
            throw new McpOpsException("PageTooLarge", McpErrorCategory.LimitsExceeded, $"The page comes to more than {MostCharacters} characters as Markdown. Read the parts of the site one by one.");
        }
    }
}
