using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Replicas;

/// <summary>Tools of the modern era whose calls end with a question and are repeated with its answer (SEP-2322).</summary>
internal static class RoundTripTools
{
    private static readonly (string Key, InputRequest Request) UserName = ("user_name", Questions.Elicit("What is your name?", "name"));
    private static readonly (string Key, InputRequest Request) Confirm = ("confirm", Questions.Elicit("Please confirm", "ok", "boolean"));
    private static readonly (string Key, InputRequest Request) Capital = ("capital_question", Questions.Sample("What is the capital of France?"));
    private static readonly (string Key, InputRequest Request) ClientRoots = ("client_roots", Questions.Roots());

    [McpServerTool(Name = "test_input_required_result_elicitation"), Description("Asks for the user's name.")]
    public static string Elicit(RequestContext<CallToolRequestParams> request) =>
        Questions.Answered(request.Params.InputResponses, UserName.Key)
            ? $"Hello, {request.Params.InputResponses![UserName.Key].RawValue.GetProperty("content").GetProperty("name")}!"
            : throw Questions.Required(null, UserName);

    [McpServerTool(Name = "test_input_required_result_sampling"), Description("Asks the client's model.")]
    public static string Sample(RequestContext<CallToolRequestParams> request) => Echo(request, Capital);

    [McpServerTool(Name = "test_input_required_result_list_roots"), Description("Asks for the client's roots.")]
    public static string Roots(RequestContext<CallToolRequestParams> request) => Echo(request, ClientRoots);

    [McpServerTool(Name = "test_input_required_result_request_state"), Description("Asks, and expects its state back.")]
    public static string State(RequestContext<CallToolRequestParams> request) => Confirmed(request, "state-ok");

    [McpServerTool(Name = "test_input_required_result_tampered_state"), Description("Asks, and refuses a state that it did not send.")]
    public static string TamperedState(RequestContext<CallToolRequestParams> request) => Confirmed(request, "The state is as it was.");

    [McpServerTool(Name = "test_input_required_result_multiple_inputs"), Description("Asks three things at once.")]
    public static string Multiple(RequestContext<CallToolRequestParams> request)
    {
        var greeting = ("greeting", Questions.Sample("Generate a greeting"));
        return Questions.Answered(request.Params.InputResponses, UserName.Key, "greeting", ClientRoots.Key)
            ? Questions.Open(request.Params.RequestState ?? "")
            : throw Questions.Required(Questions.Seal("multiple"), UserName, greeting, ClientRoots);
    }

    [McpServerTool(Name = "test_input_required_result_multi_round"), Description("Asks twice.")]
    public static string MultiRound(RequestContext<CallToolRequestParams> request) =>
        (request.Params.RequestState is { } state ? Questions.Open(state) : "") switch
        {
            "" => throw Questions.Required(Questions.Seal("round-1"), ("step1", Questions.Elicit("Step 1: What is your name?", "name"))),
            "round-1" => throw Questions.Required(Questions.Seal("round-2"), ("step2", Questions.Elicit("Step 2: What is your favorite color?", "color"))),
            _ => "Both steps are done.",
        };

    [McpServerTool(Name = "test_input_required_result_capabilities"), Description("Asks only what the client can answer.")]
    public static string Capabilities(RequestContext<CallToolRequestParams> request)
    {
        var client = request.JsonRpcRequest.Context?.ClientCapabilities;
        (bool Can, (string Key, InputRequest Request) Question)[] possible = [(client?.Elicitation is not null, UserName), (client?.Sampling is not null, Capital), (client?.Roots is not null, ClientRoots)];
        var questions = possible.Where(one => one.Can).Select(one => one.Question).ToArray();
        return questions.Length == 0 || request.Params.InputResponses is { Count: > 0 } ? "Nothing more to ask." : throw Questions.Required(null, questions);
    }

    private static string Echo(RequestContext<CallToolRequestParams> request, (string Key, InputRequest Request) question) =>
        Questions.Answered(request.Params.InputResponses, question.Key)
            ? request.Params.InputResponses![question.Key].RawValue.GetRawText()
            : throw Questions.Required(null, question);

    private static string Confirmed(RequestContext<CallToolRequestParams> request, string answer)
    {
        if (request.Params.RequestState is not { } state)
        {
            throw Questions.Required(Questions.Seal("asked"), Confirm);
        }

        Questions.Open(state);
        return answer;
    }
}
