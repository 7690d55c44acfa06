using System.Collections.Frozen;
using AngleSharp.Dom;

namespace McpOps.Crawling.Extraction;

/// <summary>What an element means for reading, writing and judging text.</summary>
internal enum Tag
{
    /// <summary>Never shown as text: scripts, styles, frames, form controls.</summary>
    Skip,
    Text,
    Inline,
    Block,
    Heading,
    Paragraph,
    List,
    ListItem,
    Definitions,
    Term,
    Description,
    Table,
    Row,
    Cell,
    Caption,
    Pre,
    Code,
    Quote,
    Link,
    Image,
    Figure,
    FigureCaption,
    Br,
    Rule,
    Strong,
    Emphasis,
    Strike,
    Superscript,
    Details,
    Summary,
    Article,
    Main,
    Section,
    Nav,
    Aside,
    Header,
    Footer,
    Form,
    Button,
    Math,
    NoScript,
}

internal static class Tags
{
    private static readonly FrozenDictionary<string, Tag> Known = new Dictionary<string, Tag>(StringComparer.Ordinal)
    {
        ["script"] = Tag.Skip, ["style"] = Tag.Skip, ["template"] = Tag.Skip, ["head"] = Tag.Skip, ["iframe"] = Tag.Skip, ["object"] = Tag.Skip,
        ["embed"] = Tag.Skip, ["applet"] = Tag.Skip, ["svg"] = Tag.Skip, ["canvas"] = Tag.Skip, ["video"] = Tag.Skip, ["audio"] = Tag.Skip,
        ["input"] = Tag.Skip, ["select"] = Tag.Skip, ["textarea"] = Tag.Skip, ["datalist"] = Tag.Skip, ["link"] = Tag.Skip, ["meta"] = Tag.Skip,
        ["map"] = Tag.Skip, ["progress"] = Tag.Skip, ["meter"] = Tag.Skip, ["rp"] = Tag.Skip, ["dialog"] = Tag.Skip, ["title"] = Tag.Skip,
        ["noframes"] = Tag.Skip, ["marquee"] = Tag.Inline,
        ["noscript"] = Tag.NoScript,
        ["h1"] = Tag.Heading, ["h2"] = Tag.Heading, ["h3"] = Tag.Heading, ["h4"] = Tag.Heading, ["h5"] = Tag.Heading, ["h6"] = Tag.Heading,
        ["p"] = Tag.Paragraph,
        ["ul"] = Tag.List, ["ol"] = Tag.List, ["menu"] = Tag.List, ["dir"] = Tag.List, ["li"] = Tag.ListItem,
        ["dl"] = Tag.Definitions, ["dt"] = Tag.Term, ["dd"] = Tag.Description,
        ["table"] = Tag.Table, ["tr"] = Tag.Row, ["td"] = Tag.Cell, ["th"] = Tag.Cell, ["caption"] = Tag.Caption,
        ["pre"] = Tag.Pre, ["listing"] = Tag.Pre, ["xmp"] = Tag.Pre, ["plaintext"] = Tag.Pre,
        ["code"] = Tag.Code, ["kbd"] = Tag.Code, ["samp"] = Tag.Code, ["tt"] = Tag.Code,
        ["blockquote"] = Tag.Quote, ["a"] = Tag.Link, ["img"] = Tag.Image, ["figure"] = Tag.Figure, ["figcaption"] = Tag.FigureCaption,
        ["br"] = Tag.Br, ["hr"] = Tag.Rule, ["b"] = Tag.Strong, ["strong"] = Tag.Strong, ["i"] = Tag.Emphasis, ["em"] = Tag.Emphasis,
        ["del"] = Tag.Strike, ["s"] = Tag.Strike, ["strike"] = Tag.Strike, ["sup"] = Tag.Superscript, ["sub"] = Tag.Superscript,
        ["details"] = Tag.Details, ["summary"] = Tag.Summary, ["article"] = Tag.Article, ["main"] = Tag.Main, ["section"] = Tag.Section,
        ["nav"] = Tag.Nav, ["aside"] = Tag.Aside, ["header"] = Tag.Header, ["footer"] = Tag.Footer, ["form"] = Tag.Form, ["button"] = Tag.Button,
        ["math"] = Tag.Math,
        ["body"] = Tag.Block, ["html"] = Tag.Block, ["div"] = Tag.Block, ["center"] = Tag.Block, ["address"] = Tag.Block, ["hgroup"] = Tag.Block,
        ["fieldset"] = Tag.Block, ["legend"] = Tag.Block, ["thead"] = Tag.Block, ["tbody"] = Tag.Block, ["tfoot"] = Tag.Block,
        ["colgroup"] = Tag.Skip, ["col"] = Tag.Skip, ["search"] = Tag.Nav, ["frameset"] = Tag.Block, ["frame"] = Tag.Skip,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The meaning of an element; an unknown one (a custom element too) counts as inline, as in browsers.</summary>
    public static Tag Of(IElement element) => Known.GetValueOrDefault(element.LocalName, Tag.Inline);

    public static bool IsInline(Tag tag) => tag is Tag.Text or Tag.Inline or Tag.Code or Tag.Link or Tag.Image or Tag.Br or Tag.Strong or Tag.Emphasis
        or Tag.Strike or Tag.Superscript or Tag.Button or Tag.Math;
}
