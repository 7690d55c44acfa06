using McpOps.Auditing.Tools.Text;
using McpOps.Protocol;

namespace McpOps.Auditing.Tools;

/// <summary>A text of something that a server offers beside tools.</summary>
/// <param name="Target">What: <c>prompts/NAME</c>, <c>resources/ADDRESS</c> or <c>templates/ADDRESS</c>.</param>
/// <param name="Text">The text, and the member that it stands in.</param>
internal sealed record OfferedText(string Target, ToolText Text);

/// <summary>What a server offers beside tools: a model reads its texts as it reads those of tools.</summary>
/// <param name="Texts">The texts.</param>
/// <param name="Prints">A hash for each, by what it is; null when not all could be read.</param>
/// <param name="Problems">What could not be read: a server that breaks there still has tools to look at.</param>
internal sealed record Offer(IReadOnlyList<OfferedText> Texts, OrdinalMap<string>? Prints, IReadOnlyList<string> Problems)
{
    /// <summary>Reads prompts, resources and templates.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Offer> ReadAsync(McpSession session, CancellationToken cancellationToken)
    {
        var (texts, prints, problems) = (new List<OfferedText>(), new OrdinalMap<string>(), new List<string>());
        foreach (var (list, kind) in Lists(session))
        {
            try
            {
                foreach (var one in await session.ListAsync(list, cancellationToken))
                {
                    var target = $"{kind}/{(one.TryGetProperty(list.Key, out var key) ? key.ToString() : "")}";
                    prints[target] = OfferedPrint.Of(one);
                    texts.AddRange(ToolText.OfDefinition(one).Select(text => new OfferedText(target, text)));
                }
            }
            catch (McpProtocolException exception)
            {
                problems.Add($"Its {list.Words} could not be read: {exception.Message}");
            }
        }

        return new Offer(texts, problems.Count == 0 ? prints : null, problems);
    }

    private static IEnumerable<(PagedList List, string Kind)> Lists(McpSession session) =>
    [
        .. session.HasPrompts ? [(PagedList.Prompts, "prompts")] : Array.Empty<(PagedList, string)>(),
        .. session.HasResources ? [(PagedList.Resources, "resources"), (PagedList.ResourceTemplates, "templates")] : Array.Empty<(PagedList, string)>(),
    ];
}
