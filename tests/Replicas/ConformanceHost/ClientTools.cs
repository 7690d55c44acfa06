using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Replicas;

/// <summary>Tools of the legacy era that ask something of their client while they run.</summary>
internal static class ClientTools
{
    private const string Person = """
        { "type": "object",
          "properties": {
            "username": { "type": "string", "description": "User's response" },
            "email": { "type": "string", "description": "User's email address" } },
          "required": ["username", "email"] }
        """;

    private const string Defaults = """
        { "type": "object",
          "properties": {
            "name": { "type": "string", "default": "John Doe" },
            "age": { "type": "integer", "default": 30 },
            "score": { "type": "number", "default": 95.5 },
            "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
            "verified": { "type": "boolean", "default": true } } }
        """;

    private const string Enums = """
        { "type": "object",
          "properties": {
            "untitledSingle": { "type": "string", "enum": ["option1", "option2", "option3"] },
            "titledSingle": { "type": "string", "oneOf": [
              { "const": "value1", "title": "First Option" }, { "const": "value2", "title": "Second Option" }, { "const": "value3", "title": "Third Option" }] },
            "legacyEnum": { "type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"] },
            "untitledMulti": { "type": "array", "items": { "type": "string", "enum": ["option1", "option2", "option3"] } },
            "titledMulti": { "type": "array", "items": { "anyOf": [
              { "const": "value1", "title": "First Choice" }, { "const": "value2", "title": "Second Choice" }, { "const": "value3", "title": "Third Choice" }] } } } }
        """;

    [McpServerTool(Name = "test_sampling"), Description("Asks the client's model.")]
    public static async Task<string> SampleAsync(McpServer server, [Description("What the model is asked.")] string prompt, CancellationToken cancellationToken)
    {
        var message = new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] };
        var answer = await server.SampleAsync(new CreateMessageRequestParams { Messages = [message], MaxTokens = 100 }, cancellationToken);
        return $"LLM response: {answer.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text}";
    }

    [McpServerTool(Name = "test_elicitation"), Description("Asks the client's user.")]
    public static Task<string> ElicitAsync(McpServer server, [Description("What the user is shown.")] string message, CancellationToken cancellationToken) =>
        ElicitAsync("User response", server, message, Person, cancellationToken);

    [McpServerTool(Name = "test_elicitation_sep1034_defaults"), Description("Asks with a default for every kind of value.")]
    public static Task<string> ElicitDefaultsAsync(McpServer server, CancellationToken cancellationToken) =>
        ElicitAsync("Elicitation completed", server, "Accept or change the defaults.", Defaults, cancellationToken);

    [McpServerTool(Name = "test_elicitation_sep1330_enums"), Description("Asks with every kind of choice.")]
    public static Task<string> ElicitEnumsAsync(McpServer server, CancellationToken cancellationToken) =>
        ElicitAsync("Elicitation completed", server, "Choose.", Enums, cancellationToken);

    private static async Task<string> ElicitAsync(string prefix, McpServer server, string message, string schema, CancellationToken cancellationToken)
    {
        var requested = JsonSerializer.Deserialize<ElicitRequestParams.RequestSchema>(schema, McpJsonUtilities.DefaultOptions);
        var answer = await server.ElicitAsync(new ElicitRequestParams { Message = message, RequestedSchema = requested }, cancellationToken);
        return $"{prefix}: action={answer.Action}, content={JsonSerializer.Serialize(answer.Content, McpJsonUtilities.DefaultOptions)}";
    }
}
