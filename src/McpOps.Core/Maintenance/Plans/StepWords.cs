using System.Globalization;
using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>Reads what a plan says of a step (<c>with</c>): a word that nobody knows, or a value that cannot be, is refused before anything is run.</summary>
internal sealed class StepWords
{
    private readonly JsonObject _words;
    private readonly string _at;

    public StepWords(McpPlan plan, McpPlanStep step, IReadOnlyList<string> known)
    {
        _words = step.With;
        _at = $"{step.At}The step '{step.Id}' of the plan '{plan.Name}'";
        foreach (var word in _words.Select(member => member.Key).Where(word => !known.Contains(word, StringComparer.Ordinal)))
        {
            throw Wrong(word, $"is no word of '{step.Use}'.{NearestName.Hint(word, known).TrimEnd('.')}{(known.Count == 0 ? " It takes none" : $" It takes {string.Join(", ", known)}")}");
        }
    }

    public string? Text(string word) => _words[word] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw Wrong(word, "must be a text"),
    };

    public bool Flag(string word) => _words[word] switch
    {
        null => false,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw Wrong(word, "must be true or false"),
    };

    public double? Number(string word, double least, double most) => _words[word] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<double>(out var number) && number >= least && number <= most => number,
        _ => throw Wrong(word, string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}")),
    };

    /// <summary>A list of texts; one text stands for a list of one.</summary>
    public IReadOnlyList<string> Texts(string word) => _words[word] switch
    {
        null => [],
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        JsonArray list when list.All(item => item is JsonValue value && value.TryGetValue<string>(out _)) => [.. list.Select(item => item!.GetValue<string>())],
        _ => throw Wrong(word, "must be a list of texts"),
    };

    public JsonObject Map(string word) => _words[word] switch
    {
        null => [],
        JsonObject map => (JsonObject)map.DeepClone(),
        _ => throw Wrong(word, "must be an object"),
    };

    /// <summary>An age, such as <c>7d</c>.</summary>
    public TimeSpan? Age(string word) => Text(word) is not { } text ? null : TimeLength.TryParse(text) ?? throw Wrong(word, "must be a length of time, such as 24h or 7d");

    /// <summary>Ends where a list of texts names something that no server has.</summary>
    public void Known(string word, string what, IEnumerable<string> names)
    {
        var known = names.Distinct(StringComparer.Ordinal).ToList();
        if (Texts(word).FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw Wrong(word, $"names '{unknown}', which is no {what} of any server here.{NearestName.Hint(unknown, known).TrimEnd('.')}{(known.Count == 0 ? " There is none" : $" There are {string.Join(", ", known)}")}");
        }
    }

    public McpOpsException Wrong(string word, string what) =>
        new("PlanStepInvalid", McpErrorCategory.InvalidData, $"{_at}: with.{word} {what}.", word);
}
