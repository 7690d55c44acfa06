using System.Collections;
using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Reads from a record of the pipeline which server it is about, by the names of its properties.</summary>
internal static class ServerRecordReader
{
    /// <summary>The server itself, where the record still has it.</summary>
    public static McpServer? Live(object? item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        McpServer server => server,
        IServerRecord record when record.GetSubject() is { } server => server,
        _ => null,
    };

    /// <summary>What the record says of its server.</summary>
    public static ServerReference Read(PSObject record)
    {
        var isServer = IsServer(record);
        return new ServerReference
        {
            Name = (isServer ? null : Text(record, "Server")) ?? Text(record, "Name"),
            Url = Text(record, "Uri") ?? Text(record, "Url"),
            Command = Text(record, "Command"),
            Arguments = List(record.Properties["ArgumentList"]?.Value),
            Target = Text(record, nameof(McpServer.Target)),
            Transport = Text(record, nameof(McpServer.Transport)),
            Origin = Text(record, nameof(McpServer.Origin)),
            InventoryPath = isServer ? InventoryOf(record) : null,
        };
    }

    /// <summary>A property as text; null when it is not there, or empty.</summary>
    public static string? Text(PSObject record, string property) => record.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;

    // A table has no types: there a server shows itself by what only it has.
    private static bool IsServer(PSObject record) =>
        record.TypeNames.Any(type => type.EndsWith(typeof(McpServer).FullName!, StringComparison.Ordinal))
        || (record.Properties["Server"] is null && record.Properties[nameof(McpServer.Target)] is not null && record.Properties[nameof(McpServer.Origin)] is not null);

    private static string? InventoryOf(PSObject record) =>
        Items(record.Properties[nameof(McpServer.Sources)]?.Value).Select(source => source is null ? null : PSObject.AsPSObject(source))
            .Where(source => source is not null && Text(source, nameof(McpServerSource.Scope)) is "inventory")
            .Select(source => Text(source!, nameof(McpServerSource.Path))).FirstOrDefault(File.Exists);

    // A cell of a table holds a list as one text, parted as these records write theirs.
    private static IReadOnlyList<string> List(object? value) =>
        value is string text ? [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] : [.. Items(value).Select(item => item?.ToString() ?? "")];

    private static IEnumerable<object?> Items(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        string => [],
        IEnumerable items => items.Cast<object?>(),
        _ => [],
    };
}
