using System.Text.Json.Nodes;
using McpOps.Replicas;

// A stdio server that misbehaves in the way that its first argument names. What it does well, it does as a server of 2025-06-18 does.
var mode = args[0];
var output = Console.OpenStandardOutput();
var server = new StdioServer(output);

switch (mode)
{
    case "flood":
        Behaviours.FloodErrors();
        break;
    case "noise":
        server.Line("Starting up…");
        server.Line("[info] {not json}");
        break;
    case "garbage":
        for (var line = 0; line < 1000; line++)
        {
            server.Line("Lorem ipsum dolor sit amet " + line);
        }

        break;
    case "family":
        Behaviours.StartChild(args[1]);
        break;
    case "sleeper":
        await Task.Delay(Timeout.Infinite);
        break;
    case "stubborn":
        Behaviours.IgnoreTermination();
        break;
}

while (Console.ReadLine() is { } line)
{
    if (Misbehave(JsonNode.Parse(line)!.AsObject()) is { } exitCode)
    {
        return exitCode;
    }
}

if (mode is "stubborn")
{
    await Task.Delay(Timeout.Infinite);
}

return 0;

int? Misbehave(JsonObject message)
{
    var method = (string?)message["method"];
    var id = message["id"];
    switch (mode, method)
    {
        case ("silent-unknown", "server/discover"):
        case ("mute", _):
            return null;
        case ("slow-modern", "server/discover"):
            Behaviours.Pause(TimeSpan.FromSeconds(1.5));
            server.Result(id, Replies.Discover);
            return null;
        case ("slow-modern", "initialize"):
            server.Error(id, -32601, "Method not found");
            return null;
        case ("slow-modern", "tools/list") when !message.ToJsonString().Contains("2026-07-28", StringComparison.Ordinal):
            server.Error(id, -32602, "The request says no version");
            return null;
        case ("empty-result", "server/discover"):
            server.Result(id, "{}");
            return null;
        case ("older", "initialize") when (string?)message["params"]!["protocolVersion"] != "2024-11-05":
            server.Error(id, -32602, "Unsupported protocol version", """{"supported":["2024-11-05"],"requested":"2025-11-25"}""");
            return null;
        case ("future", "initialize"):
            server.Result(id, Replies.Initialize("2031-01-01"));
            return null;
        case ("strict", not ("initialize" or "notifications/initialized" or "tools/list")):
            Console.Error.WriteLine("Error: expected initialize, got " + method);
            return 7;
        case ("dies", "initialize"):
            Console.Error.WriteLine("Error: cannot reach the database at postgres://app:s3cret@db/app");
            return 3;
        case ("dies-later", "tools/list"):
            return 4;
        case ("half", "initialize"):
            server.Line("""{"jsonrpc":"2.0","id":2,"result":{"protocolVersion":"2025-""");
            return null;
        case ("half-open", "initialize"):
            server.Raw("""{"jsonrpc":"2.0","id":2,"result":{"protocolVersion":"2025-""");
            return null;
        case ("huge", "initialize"):
            Behaviours.WriteHuge(output);
            return null;
        case ("wrong-id", "initialize"):
            server.Result(JsonValue.Create(4711), Replies.Initialize("2025-06-18"));
            return null;
        case ("text-id", "initialize"):
            server.Result(JsonValue.Create(id!.ToString()), Replies.Initialize("2025-06-18"));
            return null;
        case ("batch", "initialize"):
            server.Line($$$"""[{"jsonrpc":"2.0","method":"notifications/message","params":{}},{"jsonrpc":"2.0","id":{{{id}}},"result":{{{Replies.Initialize("2025-03-26")}}}}]""");
            return null;
        case ("asks", "tools/list"):
            server.AskThenReply(id, Replies.Tools);
            return null;
        case ("endless", "tools/list"):
            server.Result(id, $$$"""{"tools":[{"name":"again","inputSchema":{"type":"object"}}],"nextCursor":"{{{Guid.NewGuid()}}}"}""");
            return null;
        case ("pages", "tools/list"):
            server.Result(id, Replies.Page((string?)message["params"]?["cursor"]));
            return null;
        case ("no-tools", "initialize"):
            server.Result(id, """{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"hostile","version":"1"}}""");
            return null;
        case ("no-tools", "tools/list"):
            server.Error(id, -32601, "Method not found");
            return null;
        case ("odd-tools", "tools/list"):
            server.Result(id, """{"tools":{"name":"not a list"}}""");
            return null;
        case (_, "tools/call") when (string?)message["params"]!["name"] is "hang":
            return null;
        default:
            server.Proper(method, id, message["params"]);
            return null;
    }
}
