using System.Text;
using System.Text.Json;
using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class SchemaTests
{
    // Its members are checks, which other rooms name.
    private const string Free = "thresholds";

    [Fact]
    public async Task The_schema_and_the_reader_know_the_same_properties()
    {
        using var machine = new FakeMachine();
        var reader = new InventoryReader(machine.Context, machine.Paths);
        reader.Read(machine.Write("mcpops.json", Inventories.Whole), CancellationToken.None);
        var understood = reader.Known.Where(type => type.Key != Free).Select(type => $"{type.Key}: {string.Join(' ', type.Value.Append(type.Key is "inventory" ? "$schema" : "").Where(name => name.Length > 0).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal);

        using var schema = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema", "mcpops.schema.json")));
        var described = schema.RootElement.GetProperty("$defs").EnumerateObject()
            .Where(type => type.Value.TryGetProperty("properties", out _))
            .Select(type => $"{type.Name}: {string.Join(' ', type.Value.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(described, understood);
    }

    [Fact]
    public async Task Every_reference_of_the_schema_leads_somewhere()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema", "mcpops.schema.json"), Encoding.UTF8);
        using var schema = JsonDocument.Parse(text);
        var defined = schema.RootElement.GetProperty("$defs").EnumerateObject().Select(type => type.Name).ToList();
        var used = text.Split("\"#/$defs/").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)]).ToList();
        Assert.Empty(used.Except(defined, StringComparer.Ordinal));
        Assert.Empty(defined.Except(used, StringComparer.Ordinal));
    }
}
