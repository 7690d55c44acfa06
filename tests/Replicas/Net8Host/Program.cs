using System.Reflection;
using System.Runtime.Loader;
using McpOps.Loader;

// Loads the module through its private context and probes servers: Net8Host MCPOPS.DLL URL COMMAND ARGS…
// Prints the verdict of each, and which context holds the package that clashes most often.
var module = ModuleContext.Load(args[0]);
var core = AssemblyLoadContext.GetLoadContext(module)!.LoadFromAssemblyName(new AssemblyName("McpOps.Core"));

var http = Server("FromUrl", new Uri(args[1]), null, "http", false);
var stdio = Server("FromCommand", args[2], args[3..], null, null, "stdio");
Console.WriteLine($"runtime {Environment.Version}");
await ProbeAsync(http);
await ProbeAsync(stdio);
var json = AppDomain.CurrentDomain.GetAssemblies().Where(assembly => assembly.GetName().Name == "System.Text.Json");
Console.WriteLine($"System.Text.Json {string.Join(',', json.Select(assembly => AssemblyLoadContext.GetLoadContext(assembly)?.Name))}");

object Server(string factory, params object?[] arguments) =>
    core.GetType("McpOps.Servers.McpServer", throwOnError: true)!.GetMethods()
        .Single(method => method.Name == factory && method.GetParameters() is { } parameters && parameters.Length == arguments.Length
            && parameters.Zip(arguments).All(pair => pair.Second is null || pair.First.ParameterType.IsInstanceOfType(pair.Second)))
        .Invoke(null, arguments)!;

async Task ProbeAsync(object server)
{
    var context = Activator.CreateInstance(core.GetType("McpOps.EngineContext", throwOnError: true)!);
    var constructor = core.GetType("McpOps.Probing.HealthProbe", throwOnError: true)!.GetConstructors().Single();
    var probe = constructor.Invoke([context, .. constructor.GetParameters().Skip(1).Select(parameter => parameter.DefaultValue)]);
    var options = Activator.CreateInstance(core.GetType("McpOps.Probing.HealthOptions", throwOnError: true)!);
    var servers = Array.CreateInstance(server.GetType(), 1);
    servers.SetValue(server, 0);
    var results = (IAsyncEnumerable<object>)probe.GetType().GetMethod("ProbeAsync")!.Invoke(probe, [servers, options, CancellationToken.None])!;
    await foreach (var health in results)
    {
        Console.WriteLine($"{Value(health, "Server")} {Value(health, "Verdict")} {Value(health, "ToolCount")} {Value(health, "Message")}");
    }
}

static object? Value(object record, string property) => record.GetType().GetProperty(property)!.GetValue(record);
