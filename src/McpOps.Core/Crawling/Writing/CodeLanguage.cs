using AngleSharp.Dom;

namespace McpOps.Crawling.Writing;

/// <summary>The language of a code block, from the names that the common highlighters give.</summary>
internal static class CodeLanguage
{
    private static readonly string[] Prefixes = ["language-", "lang-", "highlight-source-", "highlight-text-", "sourceCode-", "highlight-", "brush:"];

    public static string Of(IElement pre)
    {
        var code = pre.QuerySelector("code");
        foreach (var element in (ReadOnlySpan<IElement?>)[code, pre, pre.ParentElement, pre.ParentElement?.ParentElement])
        {
            if (element is not null && Named(element) is { } language)
            {
                return language;
            }
        }

        return "";
    }

    private static string? Named(IElement element)
    {
        if ((element.GetAttribute("data-lang") ?? element.GetAttribute("data-language")) is { } data && Clean(data) is { } named)
        {
            return named;
        }

        var classes = (element.ClassName ?? "").Replace("brush: ", "brush:", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in classes)
        {
            foreach (var prefix in Prefixes)
            {
                if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                {
                    return Clean(name[prefix.Length..]);
                }
            }
        }

        // hljs and Pandoc put the bare language beside their own mark.
        return classes is [("hljs" or "sourceCode"), var bare, ..] ? Clean(bare) : null;
    }

    private static string? Clean(string name)
    {
        var trimmed = name.Trim(' ', ';', ',').ToLowerInvariant();
        return trimmed.Length is > 0 and < 24 && trimmed.All(character => char.IsAsciiLetterOrDigit(character) || character is '+' or '#' or '-' or '.' or '_') && trimmed is not "none" and not "text" and not "plaintext" and not "default" ? trimmed : null;
    }
}
