using McpOps.Cli.Serve;
using McpOps.Replicas;

// The HTTP layer of the embedded server under the tools, resources and prompts that the official conformance suite expects.
// It prints its address, and ends when its standard input does.
var log = new ServeLog(Console.Error.WriteLine, TimeProvider.System);
await using var host = await ServeHost.StartAsync(new ServeOptions { Port = 0 }, Fixtures.Create(), configure: null, log, TimeProvider.System, CancellationToken.None);
Console.WriteLine(host.Url);
await Console.In.ReadToEndAsync();
