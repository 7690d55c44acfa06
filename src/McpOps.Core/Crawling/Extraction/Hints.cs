using System.Collections.Frozen;
using AngleSharp.Dom;

namespace McpOps.Crawling.Extraction;

/// <summary>What the class, id, role and itemprop of an element say of it.</summary>
[Flags]
internal enum Hint
{
    None = 0,

    /// <summary>Hidden from readers.</summary>
    Hidden = 1,

    /// <summary>Named as the body of an article.</summary>
    Body = 2,

    /// <summary>Named as content in some way.</summary>
    Content = 4,

    /// <summary>Named as something that is never content: share bars, navigation, related links, advertising.</summary>
    Boilerplate = 8,

    /// <summary>Named as something that often is not content: a widget, a box, meta data.</summary>
    Doubtful = 16,

    /// <summary>What readers wrote below.</summary>
    Comments = 32,

    /// <summary>The legend or credit of a picture.</summary>
    Legend = 64,

    /// <summary>Author, date, place above or below the text.</summary>
    Byline = 128,
}

/// <summary>Reads hints from the words of class and id: <c>articleBody</c>, <c>article-body</c> and <c>article_body</c> are the words article, body.</summary>
internal sealed class Hints
{
    // A class list longer than this is machine-made: its first names say what it is.
    private const int MostNames = 32;

    private static readonly FrozenDictionary<string, Hint> Single = Table(
        (Hint.Boilerplate, "share sharing sharebar shares sharer social sociallinks socialmedia shareaholic addthis addtoany sharedaddy sharethis sharing "
            + "related relatedposts recommended recommendation recommendations recommends outbrain taboola zergnet mgid revcontent "
            + "newsletter subscribe subscription signup paywall promo promos promotion promobox cta sponsor sponsored sponsors advert advertisement advertising adsense adsbygoogle "
            + "ad ads adbox adslot adunit adwrapper dfp gpt breadcrumb breadcrumbs crumbs pagination pager pagenav paging nav navbar navigation menu submenu sidebar sidebars "
            + "footer sitefooter masthead toolbar cookie cookies gdpr consent modal popup overlay lightbox tooltip dropdown login signin register "
            + "trending popular mostread mostpopular toc noprint screenreader jumplinks tags taglist tagcloud hashtags topics keywords "
            + "authorbio authorbox author-bio biography disclaimer copyright rating ratings poll vote donate donation carousel slider slideshow ticker banner interstitial "
            + "printonly syndication reprint reprints metadata postmeta entrymeta widgetarea readmore morestories readnext upnext"),
        (Hint.Comments, "comment comments commentlist respond disqus discussion replies livefyre"),
        (Hint.Legend, "caption captions figcaption wp-caption credit credits imagecaption photocredit cutline"),
        (Hint.Byline, "byline dateline author authors timestamp pubdate published updated datetime date"),
        (Hint.Doubtful, "meta box aside extra extras info more links link list teaser teasers tease promo-item card cards feed thumb thumbnail gallery embed embedded inset insert pullquote tool tools button buttons widget widgets lazy"),
        (Hint.Content, "article post entry story content body text main page hentry blog news detail prose markdown"));

    // Only as a whole name: "label-hidden" and "hide-for-large" hide nothing from every reader.
    private static readonly FrozenSet<string> HiddenNames = new[]
    {
        "hidden", "hide", "invisible", "sr-only", "visuallyhidden", "visually-hidden", "screen-reader-text", "screen-reader", "screenreader", "offscreen", "d-none", "u-hidden", "is-hidden", "element-invisible", "element-hidden",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Hint> Pairs = Table(
        (Hint.Body, "article-body article-text article-content post-body post-content post-text entry-content entry-body entry-text story-body story-text story-content "
            + "body-text body-copy body-content content-body news-body news-text news-content blog-content blog-body articles-body text-body td-content main-text article-copy"),
        (Hint.Boilerplate, "read-more read-next read-also see-also more-stories more-news more-from up-next you-might also-like may-like also-read next-post previous-post prev-next next-prev post-nav post-navigation nav-links "
            + "sign-up log-in email-signup most-read most-popular author-bio author-box about-author author-info author-card post-meta entry-meta post-footer entry-footer article-footer article-meta article-tools article-tags "
            + "post-tags entry-tags tags-links cat-links tag-list tag-links side-bar site-header site-footer page-footer top-stories latest-news latest-stories story-list "
            + "print-only skip-link skip-links back-top follow-us call-action in-ad ad-container ad-wrapper editors-picks editor-picks"),
        (Hint.Legend, "wp-caption image-caption photo-caption media-caption photo-credit image-credit video-caption"),
        (Hint.Comments, "comment-list comments-area user-comments"));

    private readonly Dictionary<string, Hint> _seen = new(StringComparer.Ordinal);

    public Hint Of(IElement element)
    {
        var hint = OfAttributes(element);
        if (element.ClassName is { Length: > 0 } classes)
        {
            hint |= OfNames(classes);
        }

        return element.Id is { Length: > 0 } id ? hint | OfNames(id) : hint;
    }

    private static Hint OfAttributes(IElement element)
    {
        var hint = element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") is "true" ? Hint.Hidden : Hint.None;
        if (element.GetAttribute("style") is { } style && HidesText(style))
        {
            hint |= Hint.Hidden;
        }

        hint |= element.GetAttribute("role") switch
        {
            "navigation" or "banner" or "contentinfo" or "complementary" or "search" or "menu" or "menubar" or "toolbar" or "dialog" or "alert" or "alertdialog" or "tooltip" => Hint.Boilerplate,
            "main" or "article" => Hint.Content,
            _ => Hint.None,
        };

        return hint | element.GetAttribute("itemprop") switch
        {
            "articleBody" or "blogPost" or "reviewBody" or "recipeInstructions" => Hint.Body,
            "comment" => Hint.Comments,
            "author" or "datePublished" or "dateModified" or "publisher" => Hint.Byline,
            "caption" => Hint.Legend,
            _ => Hint.None,
        };
    }

    private static bool HidesText(string style)
    {
        var compact = style.Replace(" ", "", StringComparison.Ordinal);
        return compact.Contains("display:none", StringComparison.OrdinalIgnoreCase) || compact.Contains("visibility:hidden", StringComparison.OrdinalIgnoreCase);
    }

    // The same few class lists stand on most elements of a page.
    private Hint OfNames(string names)
    {
        if (!_seen.TryGetValue(names, out var hint))
        {
            foreach (var name in names.Split((char[]?)null, MostNames, StringSplitOptions.RemoveEmptyEntries))
            {
                hint |= SaysOfAnother(name) ? Hint.None : OfName(WithoutModifier(name));
            }

            _seen[names] = hint;
        }

        return hint;
    }

    // "has-ads", "with-sidebar", "no-comments": what stands inside or beside, not what it is.
    private static bool SaysOfAnother(string name) =>
        name.StartsWith("has-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("with-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("no-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("js-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("js_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("is-", StringComparison.OrdinalIgnoreCase);

    // In the notation of BEM, block__element--modifier, the modifier says how it looks.
    private static string WithoutModifier(string name) => name.IndexOf("--", StringComparison.Ordinal) is > 0 and var at ? name[..at] : name;

    private static Hint OfName(string name)
    {
        var hint = HiddenNames.Contains(name) ? Hint.Hidden : Hint.None;
        var previous = "";
        foreach (var word in SplitWords(name))
        {
            hint |= Single.GetValueOrDefault(word) | Pairs.GetValueOrDefault(previous + "-" + word);
            previous = word;
        }

        return hint;
    }

    /// <summary>The words of a name, in lower case: parted by anything but letters, and where a capital follows small letters.</summary>
    /// <remarks>Names that a build tool made, such as <c>hJpRRP</c>, have capitals anywhere: they hold no words.</remarks>
    internal static IEnumerable<string> SplitWords(string name)
    {
        var start = 0;
        for (var index = 0; index <= name.Length; index++)
        {
            var letter = index < name.Length && char.IsAsciiLetter(name[index]);
            var hump = letter && index > start && index > start + 1 && char.IsAsciiLetterUpper(name[index]) && char.IsAsciiLetterLower(name[index - 1]) && char.IsAsciiLetterLower(name[index - 2]);
            if (letter && !hump)
            {
                continue;
            }

            if (index > start)
            {
                yield return name[start..index].ToLowerInvariant();
            }

            start = hump ? index : index + 1;
        }
    }

    private static FrozenDictionary<string, Hint> Table(params (Hint Hint, string Words)[] rows)
    {
        var table = new Dictionary<string, Hint>(StringComparer.Ordinal);
        foreach (var (hint, words) in rows)
        {
            foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                table[word] = table.GetValueOrDefault(word) | hint;
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
