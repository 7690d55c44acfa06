using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpOps.Replicas;

/// <summary>What a tool of the modern era asks by ending its call with "input required", and the state that travels with the question.</summary>
internal static class Questions
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    /// <summary>A question to the user for one value.</summary>
    public static InputRequest Elicit(string message, string property, string type = "string") => Ask("elicitation/create", $$"""
        { "message": "{{message}}", "requestedSchema": { "type": "object", "properties": { "{{property}}": { "type": "{{type}}" } }, "required": ["{{property}}"] } }
        """);

    /// <summary>A question to the client's model.</summary>
    public static InputRequest Sample(string prompt) => Ask("sampling/createMessage", $$"""
        { "messages": [{ "role": "user", "content": { "type": "text", "text": "{{prompt}}" } }], "maxTokens": 100 }
        """);

    /// <summary>A question for the client's roots.</summary>
    public static InputRequest Roots() => Ask("roots/list", "{}");

    /// <summary>Ends the call with questions.</summary>
    public static Exception Required(string? state, params (string Key, InputRequest Request)[] questions) =>
        new InputRequiredException(questions.ToDictionary(question => question.Key, question => question.Request, StringComparer.Ordinal), state);

    /// <summary>The answers, when each is an object as it must be.</summary>
    public static bool Answered(IDictionary<string, InputResponse>? responses, params string[] keys) =>
        keys.All(key => responses is not null && responses.TryGetValue(key, out var response) && response.RawValue.ValueKind is JsonValueKind.Object);

    /// <summary>State that the client carries and cannot change.</summary>
    public static string Seal(string state) => $"{state}.{Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(state)))}";

    /// <summary>The state that <see cref="Seal"/> sealed; an error when it is another.</summary>
    public static string Open(string state)
    {
        var text = state.Split('.')[0];
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Seal(text)), Encoding.UTF8.GetBytes(state))
            ? text
            : throw new McpProtocolException("The request state is not what this server sent.", McpErrorCode.InvalidParams);
    }

    private static InputRequest Ask(string method, string parameters) => new() { Method = method, Params = JsonElement.Parse(parameters) };
}
