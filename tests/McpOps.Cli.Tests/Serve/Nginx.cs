using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpOps.Cli.Tests.Serve;

/// <summary>A real nginx on a loopback port, as people put it before a server.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private Nginx(DirectoryInfo folder, Process process, Uri url)
    {
        (_folder, _process, Url) = (folder, process, url);
    }

    /// <summary>The program; null when it is not installed.</summary>
    public static string? Program { get; } = File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : Command.Find("nginx");

    public Uri Url { get; }

    /// <summary>Starts it; it listens when this returns.</summary>
    /// <param name="upstream">The server behind it.</param>
    /// <param name="directives">Further lines of the server block.</param>
    /// <param name="certificate">With which it speaks TLS; null without.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<Nginx> StartAsync(Uri upstream, string directives, X509Certificate2? certificate, CancellationToken cancellationToken) =>
        StartAsync($"proxy_pass {upstream.GetLeftPart(UriPartial.Authority)}; proxy_http_version 1.1; proxy_set_header Connection \"\"; {directives}", upstream.AbsolutePath, certificate, cancellationToken);

    /// <summary>Starts it with what it does with every request; with a certificate it speaks HTTP/2 too.</summary>
    public static async Task<Nginx> StartAsync(string location, string path, X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-nginx-");
        var port = FreePort.Find();
        var tls = "";
        if (certificate is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "cert.pem"), certificate.ExportCertificatePem(), cancellationToken);
            using var key = certificate.GetRSAPrivateKey();
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "key.pem"), key!.ExportPkcs8PrivateKeyPem(), cancellationToken);
            tls = "ssl_certificate cert.pem; ssl_certificate_key key.pem;";
        }

        // One process: what is killed leaves no workers behind.
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "nginx.conf"), $$"""
            daemon off; master_process off; pid nginx.pid; error_log stderr;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              server {
                listen 127.0.0.1:{{port}}{{(certificate is null ? "" : " ssl http2")}};
                {{tls}}
                location / { {{location}} }
              }
            }
            """, cancellationToken);
        var process = Command.Start(Program!, ["-p", folder.FullName, "-c", "nginx.conf", "-e", "stderr"]);
        var said = process.StandardError.ReadToEndAsync(cancellationToken);
        while (!await ListensAsync(port, cancellationToken))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"nginx ended: {await said}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }

        return new Nginx(folder, process, new Uri($"{(certificate is null ? "http" : "https")}://127.0.0.1:{port}{path}"));
    }

    /// <summary>A self-signed certificate that began a year ago.</summary>
    /// <param name="days">For how many days from now it is valid; below 0 it has ended.</param>
    public static X509Certificate2 Certificate(int days)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddYears(-1), now.AddDays(days));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
