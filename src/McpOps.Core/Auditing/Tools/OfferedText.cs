using McpOps.Auditing.Tools.Text;
using McpOps.Protocol;

namespace McpOps.Auditing.Tools;

/// <summary>A text of something that a server offers beside tools.</summary>
/// <param name="Target">What: <c>prompts/NAME</c>, <c>resources/ADDRESS</c> or <c>templates/ADDRESS</c>.</param>
/// <param name="Text">The text, and the member that it stands in.</param>
internal sealed record OfferedText(string Target, ToolText Text)
{
    /// <summary>Reads the texts of prompts, resources and templates: a model reads them as it reads those of tools.</summary>
    /// <param name="session">The session.</param>
    /// <param name="problems">Takes what could not be read: a server that breaks there still has tools to look at.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IReadOnlyList<OfferedText>> ReadAsync(McpSession session, List<string> problems, CancellationToken cancellationToken)
    {
        var texts = new List<OfferedText>();
        foreach (var (list, kind) in Lists(session))
        {
            try
            {
                foreach (var one in await session.ListAsync(list, cancellationToken))
                {
                    var target = $"{kind}/{(one.TryGetProperty(list.Key, out var key) ? key.ToString() : "")}";
                    texts.AddRange(ToolText.OfDefinition(one).Select(text => new OfferedText(target, text)));
                }
            }
            catch (McpProtocolException exception)
            {
                problems.Add($"Its {list.Words} could not be read: {exception.Message}");
            }
        }

        return texts;
    }

    private static IEnumerable<(PagedList List, string Kind)> Lists(McpSession session) =>
    [
        .. session.HasPrompts ? [(PagedList.Prompts, "prompts")] : Array.Empty<(PagedList, string)>(),
        .. session.HasResources ? [(PagedList.Resources, "resources"), (PagedList.ResourceTemplates, "templates")] : Array.Empty<(PagedList, string)>(),
    ];
}
