using System.Net;
using McpOps.Replicas;
using Microsoft.AspNetCore.Server.Kestrel.Core;

// The guides' systems in small: what their maintenance guides read of them (endpoints, logs, files), as a process that may be broken.
//   guide-system lay NAME ROOT          writes its files below a folder, as if that were the host
//   guide-system run NAME ROOT PORT     serves it on loopback until it is ended
// What is broken stands in ROOT/control/NAME, a word a line, and holds from the next request on: see Faults.
if (args is not ["lay" or "run", var name, var root, ..] || GuideSystem.Find(name) is not { } system)
{
    Console.Error.WriteLine($"Usage: guide-system lay|run NAME ROOT [PORT]. The systems are {string.Join(", ", GuideSystem.Names)}.");
    return 64;
}

if (args is ["lay", ..])
{
    system.Lay(root);
    return 0;
}

var faults = new Faults(Path.Combine(root, "control", name));
faults.Begin();
var server = new SystemServer(system, root, faults);
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(args[3]), listen => listen.Protocols = HttpProtocols.Http1));
await using var app = builder.Build();
app.Run(server.AnswerAsync);
await app.RunAsync();
return 0;
