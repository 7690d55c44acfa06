using System.Text.Json;
using System.Text.Json.Nodes;
using McpOps.Protocol.Rpc;
using McpOps.Servers;

namespace McpOps.Protocol;

/// <summary>Lists and reads the resources and the prompts of servers.</summary>
/// <param name="context">The clock and the logger.</param>
public sealed class ContentClient(EngineContext context)
{
    /// <summary>Reads the lists of resources and of their templates, all servers at once, each as soon as it is there. A server that declares none has none.</summary>
    /// <param name="servers">The servers; those that their owner switched off are left out.</param>
    /// <param name="options">The time-out of each, and whether discovered ones may be started.</param>
    /// <param name="cancellationToken">Ends the work; no process is left behind.</param>
    public IAsyncEnumerable<ServerListing<McpServerResource>> ListResourcesAsync(IReadOnlyCollection<McpServer> servers, ConnectOptions options, CancellationToken cancellationToken = default) =>
        new ServerListings(context).ReadAsync(servers, options, ResourcesAsync, cancellationToken);

    /// <summary>Reads the lists of prompts, all servers at once, each as soon as it is there. A server that declares none has none.</summary>
    /// <param name="servers">The servers; those that their owner switched off are left out.</param>
    /// <param name="options">The time-out of each, and whether discovered ones may be started.</param>
    /// <param name="cancellationToken">Ends the work; no process is left behind.</param>
    public IAsyncEnumerable<ServerListing<McpPrompt>> ListPromptsAsync(IReadOnlyCollection<McpServer> servers, ConnectOptions options, CancellationToken cancellationToken = default) =>
        new ServerListings(context).ReadAsync<McpPrompt>(
            servers,
            options,
            async (server, session, token) =>
            {
                var known = KnownValues.Of(server, Environment.GetEnvironmentVariable);
                return session.HasPrompts ? [.. (await session.ListAsync(PagedList.Prompts, token)).Select(one => McpPrompt.Read(server, one, known))] : [];
            },
            cancellationToken);

    /// <summary>Reads a resource of one server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="resource">Its address. With a star in it, all resources whose address it fits.</param>
    /// <param name="options">The time-out, and whether a discovered server may be started.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpOpsException">It could not be read; the id is the verdict, or <c>ResourceNotRead</c>.</exception>
    public Task<IReadOnlyList<McpContent>> ReadResourceAsync(McpServer server, string resource, ConnectOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return WithSessionAsync(server, options, async session =>
        {
            if (!resource.Contains('*', StringComparison.Ordinal))
            {
                return await ReadAsync(server, session, resource, cancellationToken);
            }

            var fitting = session.HasResources ? (await session.ListAsync(PagedList.Resources, cancellationToken)).Select(one => Json.Text(one, "uri")!).Where(one => IsMeant(resource, one)).ToList() : [];
            var contents = new List<McpContent>();
            foreach (var one in fitting)
            {
                contents.AddRange(await ReadAsync(server, session, one, cancellationToken));
            }

            return fitting.Count > 0 ? contents : throw NotRead(server, resource, "it lists no resource whose address fits");
        }, cancellationToken);
    }

    /// <summary>Reads what a prompt of one server says.</summary>
    /// <param name="server">The server.</param>
    /// <param name="prompt">The prompt's name.</param>
    /// <param name="arguments">Its arguments; what is no text is sent as its JSON, for prompts know texts only.</param>
    /// <param name="options">The time-out, and whether a discovered server may be started.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpOpsException">It could not be read; the id is the verdict, or <c>PromptNotRead</c>.</exception>
    public Task<IReadOnlyList<McpContent>> ReadPromptAsync(McpServer server, string prompt, ToolArguments arguments, ConnectOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return WithSessionAsync(server, options, async session =>
        {
            var reply = await session.AskAsync(Methods.GetPrompt, prompt, json => WritePrompt(json, prompt, arguments), cancellationToken);
            McpOpsException Failed(string why) => new("PromptNotRead", McpErrorCategory.InvalidOperation,
                $"{server.Name}: the prompt '{Plain.Text(prompt)}' could not be read: {Masked(server, why)}. 'mcpops prompts' (Get-McpPrompt) lists its prompts and their arguments.", prompt);
            var messages = Parts(reply, "messages", Failed);
            return Shown(server, messages.Select(message => McpContent.Read(Json.Member(message, "content")) with { Role = Json.Text(message, "role") }));
        }, cancellationToken);
    }

    /// <summary>Whether what a user wrote means a name or an address. A star stands for any text; nothing else is a wildcard, for addresses have question marks of their own. Case does not count.</summary>
    /// <param name="pattern">What the user wrote.</param>
    /// <param name="name">The name or address.</param>
    public static bool IsMeant(string pattern, string? name)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var parts = pattern.Split('*');
        if (name is null || parts.Length is 1)
        {
            return pattern.Equals(name, StringComparison.OrdinalIgnoreCase);
        }

        var at = parts[0].Length;
        var fits = name.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase);
        foreach (var part in parts[1..^1].TakeWhile(_ => fits))
        {
            var found = name.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
            (fits, at) = (found >= 0, found + part.Length);
        }

        return fits && name.Length - at >= parts[^1].Length && name.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<IReadOnlyList<McpServerResource>> ResourcesAsync(McpServer server, McpSession session, CancellationToken cancellationToken)
    {
        if (!session.HasResources)
        {
            return [];
        }

        var known = KnownValues.Of(server, Environment.GetEnvironmentVariable);
        var resources = await session.ListAsync(PagedList.Resources, cancellationToken);
        var templates = await session.ListAsync(PagedList.ResourceTemplates, cancellationToken);
        return [.. resources.Select(one => McpServerResource.Read(server, one, isTemplate: false, known)), .. templates.Select(one => McpServerResource.Read(server, one, isTemplate: true, known))];
    }

    private static async Task<IReadOnlyList<McpContent>> ReadAsync(McpServer server, McpSession session, string resource, CancellationToken cancellationToken)
    {
        var reply = await session.AskAsync(Methods.ReadResource, resource, json => json.WriteString("uri"u8, resource), cancellationToken);
        return Shown(server, Parts(reply, "contents", why => NotRead(server, resource, why)).Select(McpContent.OfResource));
    }

    private async Task<IReadOnlyList<McpContent>> WithSessionAsync(McpServer server, ConnectOptions options, Func<McpSession, Task<IReadOnlyList<McpContent>>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        await using var connector = new McpConnector(context);
        try
        {
            await using var session = await connector.ConnectAsync(server, options, cancellationToken);
            return await work(session);
        }
        catch (McpProtocolException exception)
        {
            throw exception.ForUser(server);
        }
    }

    private static IEnumerable<JsonElement> Parts(RpcReply reply, string member, Func<string, McpOpsException> failed)
    {
        if (reply.Error is { } error)
        {
            throw failed($"{error}".TrimEnd('.'));
        }

        var parts = Json.Member(reply.Result, member);
        return Json.Text(reply.Result, "resultType") is "input_required" ? throw failed("it asks for further input, which only a client with a person or a model behind it can give")
            : parts.ValueKind is JsonValueKind.Array ? parts.EnumerateArray()
            : throw failed($"its answer has no {member}, which is a fault of the server");
    }

    private static void WritePrompt(Utf8JsonWriter json, string prompt, ToolArguments arguments)
    {
        var texts = arguments.Json.Select(pair => KeyValuePair.Create(pair.Key, pair.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : pair.Value?.ToJsonString() ?? ""));
        json.WriteString("name"u8, prompt);
        json.WriteStartObject("arguments"u8);
        foreach (var (name, value) in texts.Concat(arguments.Texts).GroupBy(pair => pair.Key, StringComparer.Ordinal).Select(group => group.Last()))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static McpOpsException NotRead(McpServer server, string resource, string why) => new("ResourceNotRead", McpErrorCategory.InvalidOperation,
        $"{server.Name}: the resource '{Plain.Text(resource)}' could not be read: {Masked(server, why)}. 'mcpops resources' (Get-McpResource) lists what there is.", resource);

    private static string Masked(McpServer server, string text) => KnownValues.Of(server, Environment.GetEnvironmentVariable).Mask(text);

    private static IReadOnlyList<McpContent> Shown(McpServer server, IEnumerable<McpContent> contents)
    {
        var known = KnownValues.Of(server, Environment.GetEnvironmentVariable);
        return [.. contents.Select(part => part with { Text = known.MaskOrNull(part.Text) })];
    }
}
