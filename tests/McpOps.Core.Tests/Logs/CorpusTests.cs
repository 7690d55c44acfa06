using System.Globalization;
using System.Text.Json;

namespace McpOps.Core.Tests.Logs;

/// <summary>Each sample in <c>Formats</c> is read as the file beside it says. Adding a format is adding two files: NAME.log, and NAME.json with what is expected.</summary>
public class CorpusTests
{
    private static readonly JsonSerializerOptions CamelCase = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Repository.Root, "tests", "McpOps.Core.Tests", "Logs", "Formats");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_format_is_read_as_expected(string name)
    {
        using var expected = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, name + ".json"), TestContext.Current.CancellationToken));
        var summary = await new LogRun().SummarizeAsync(LogRun.Of(Path.Combine(Folder, name + ".log")));
        var found = JsonSerializer.SerializeToElement(summary, CamelCase);
        Assert.All(expected.RootElement.EnumerateObject(), property => Assert.Equal($"{property.Name}: {Text(property.Value)}", $"{property.Name}: {Text(Value(found, property.Name))}"));
    }

    [Fact]
    public void Each_sample_has_its_expectation_and_there_are_many() =>
        Assert.True(Directory.EnumerateFiles(Folder, "*.log").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).SequenceEqual(Names.Select(row => row.Data)) && Names.Count > 100);

    private static JsonElement Value(JsonElement summary, string name) => name switch
    {
        "template" => summary.GetProperty("topErrors")[0].GetProperty("template"),
        "errorType" => summary.GetProperty("topErrors")[0].GetProperty("errorType"),
        "client" => summary.GetProperty("topClients")[0].GetProperty("name"),
        _ => summary.GetProperty(name),
    };

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => $"{property.Name} {property.Value}")),
        JsonValueKind.Number => value.GetDouble().ToString("0.###", CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
