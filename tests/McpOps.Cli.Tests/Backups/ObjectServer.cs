using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace McpOps.Cli.Tests.Backups;

/// <summary>What a proxy does to one request.</summary>
public enum Fault
{
    None,
    Refuse,
    CutBefore,
    CutAfter,
    CutWithin,

    /// <summary>As <see cref="CutWithin"/>, after the head and the first half have surely arrived: a reset at once may take them away too.</summary>
    CutLater,
    Slow,

    /// <summary>The server says that the body arrived damaged.</summary>
    BadDigest,

    /// <summary>The server says so of the hash that is signed.</summary>
    BadHash,

    /// <summary>The server does not know the request.</summary>
    NotImplemented,
}

/// <summary>A real server of objects, and before it a proxy that spoils what a test says.</summary>
public abstract class ObjectServer : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private Process? _server;
    private WebApplication? _proxy;
    private int _port;

    /// <summary>Why there is none; null when there is one.</summary>
    public string? Missing { get; private set; }

    public string Url => _proxy!.Urls.First();

    /// <summary>Says of each request what becomes of it.</summary>
    public Func<HttpRequest, Fault> Spoil { get; set; } = _ => Fault.None;

    /// <summary>A place in it that nobody has used before.</summary>
    public abstract string NewStore();

    /// <summary>What the environment must say for a command to come here.</summary>
    public abstract IEnumerable<string> Environment();

    /// <summary>Where it keeps what it was given.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("mcpops-objects-").FullName;

    /// <summary>The address behind the proxy.</summary>
    protected string DirectUrl => $"http://127.0.0.1:{_port}";

    /// <summary>Its script below <c>node_modules</c>.</summary>
    protected abstract string Script { get; }

    public async ValueTask InitializeAsync()
    {
        if (NodePackages.FindFile(Script) is not { } script || await NodePackages.FindNodeAsync(18, CancellationToken.None) is not { } node)
        {
            Missing = $"{Script.Split('/')[0]} is not installed: run tests/setup.sh";
            return;
        }

        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        _server = Process.Start(new ProcessStartInfo(node, [script, .. Arguments(_port)]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        Assert.True(await Eventually.HoldsAsync(Answers, TimeSpan.FromSeconds(60), CancellationToken.None), $"{Script} did not start");
        await PrepareAsync();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Logging.ClearProviders();
        _proxy = builder.Build();
        _proxy.Run(AnswerAsync);
        await _proxy.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        _server?.Kill(entireProcessTree: true);
        _server?.Dispose();
        _client.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>How it is started.</summary>
    protected abstract IEnumerable<string> Arguments(int port);

    /// <summary>Makes what must be there before the first backup.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>What it calls a fault.</summary>
    protected abstract string CodeOf(Fault fault);

    private bool Answers()
    {
        try
        {
            using var socket = new TcpClient();
            socket.Connect(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var fault = Spoil(context.Request);
        if (fault is Fault.Refuse)
        {
            await RefuseAsync(context.Response, 500, fault);
            return;
        }

        if (fault is Fault.BadDigest or Fault.BadHash or Fault.NotImplemented)
        {
            await RefuseAsync(context.Response, fault is Fault.NotImplemented ? 501 : 400, fault);
            return;
        }

        if (fault is Fault.CutBefore)
        {
            context.Abort();
            return;
        }

        if (fault is Fault.Slow)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(150));
        }

        using var answer = await ForwardAsync(context.Request);
        if (fault is Fault.CutAfter)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        var body = await answer.Content.ReadAsByteArrayAsync();
        if ((fault is Fault.CutWithin or Fault.CutLater) && body.Length > 1)
        {
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
            await context.Response.Body.FlushAsync();
            await Task.Delay(fault is Fault.CutLater ? 60 : 0);
            context.Abort();
        }
        else if (body.Length > 0)
        {
            await context.Response.Body.WriteAsync(body);
        }
    }

    private Task RefuseAsync(HttpResponse response, int status, Fault fault)
    {
        response.StatusCode = status;
        response.ContentType = "application/xml";
        response.Headers["x-ms-error-code"] = CodeOf(fault);
        return response.WriteAsync($"<Error><Code>{CodeOf(fault)}</Code><Message>spoiled by the test</Message></Error>");
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpRequest request)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri($"http://127.0.0.1:{_port}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (request.ContentLength is not null)
        {
            var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            message.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var (name, values) in request.Headers.Where(header => header.Key is not ("Connection" or "Transfer-Encoding" or "Expect")))
        {
            if (!message.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return await _client.SendAsync(message);
    }
}
