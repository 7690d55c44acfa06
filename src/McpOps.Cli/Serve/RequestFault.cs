using System.Text.Json;
using ModelContextProtocol;

namespace McpOps.Cli.Serve;

/// <summary>Why a request is refused.</summary>
/// <param name="Status">The status of the HTTP answer.</param>
/// <param name="Code">The code of the JSON-RPC error.</param>
/// <param name="Message">What is wrong, for the one who wrote the client.</param>
/// <param name="Data">What the JSON-RPC error carries besides.</param>
internal sealed record RequestFault(int Status, int Code, string Message, JsonElement? Data = null)
{
    // For what JSON-RPC has no code for, and only the HTTP status tells.
    private const int ServerError = -32000;

    public RequestFault(int status, string message)
        : this(status, ServerError, message)
    {
    }

    public RequestFault(int status, McpErrorCode code, string message, JsonElement? data = null)
        : this(status, (int)code, message, data)
    {
    }
}
