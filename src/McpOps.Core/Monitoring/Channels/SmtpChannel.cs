using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using McpOps.Servers;
using MimeKit;

namespace McpOps.Monitoring;

/// <summary>
/// Mail. STARTTLS is required unless the inventory says otherwise by name. One message for all recipients; the messages about one outage are a thread; the id of a message is the same over
/// tries, so that a mailbox may tell a repeated one.
/// </summary>
internal sealed class SmtpChannel(EngineContext context, McpChannel channel) : IAlertChannel
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    public string Name => channel.Name;

    public bool HasKey => false;

    public string Preview(AlertMessage message)
    {
        using var mail = Mail(message);
        return mail.ToString();
    }

    public async Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(channel.Timeout ?? DefaultTimeout);
        using var client = new SmtpClient();
        using var mail = Mail(message);
        var sending = false;
        try
        {
            var (port, security) = Security();
            await client.ConnectAsync(ChannelText.Find(channel, "host")!, port, security, limit.Token);
            await AuthenticateAsync(client, limit.Token);
            sending = true;
            var answer = await client.SendAsync(mail, limit.Token);
            await client.DisconnectAsync(quit: true, limit.Token);
            return new SendResult(SendOutcome.Sent, answer);
        }
        catch (SmtpCommandException exception)
        {
            // 4xx is for later, 5xx for good.
            var detail = Redaction.MaskText($"The mail server refuses ({(int)exception.StatusCode}): {exception.Message}");
            return (int)exception.StatusCode >= 500 ? SendResult.Never(detail) : SendResult.Again(detail);
        }
        catch (AuthenticationException exception)
        {
            return SendResult.Again(Redaction.MaskText($"The mail server does not take the account: {exception.Message}"));
        }
        catch (Exception exception) when (exception is SslHandshakeException or NotSupportedException)
        {
            return SendResult.Again($"The connection cannot be made safe: {exception.Message.Split('\n')[0]} Mend the server's certificate, or say security \"none\" for a server on this machine.");
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or ProtocolException)
        {
            return sending ? SendResult.Unclear($"The mail server dropped the connection: {exception.Message}") : SendResult.Again($"The mail server cannot be reached: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return sending ? SendResult.Unclear("The mail server did not answer in time.") : SendResult.Again("The mail server did not answer in time.");
        }
    }

    // The text first: what a mail program shows is the last part that it understands.
    private static Multipart WithReport(TextPart text, MessageReport report)
    {
        var file = new TextPart("html") { Text = report.File, ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = report.FileName } };
        return new Multipart("mixed") { new MultipartAlternative { text, new TextPart("html") { Text = report.Html } }, file };
    }

    private (int Port, SecureSocketOptions Security) Security() => ChannelText.Find(channel, "security") switch
    {
        "tls" => (channel.Port ?? 465, SecureSocketOptions.SslOnConnect),
        "starttls-when-available" => (channel.Port ?? 587, SecureSocketOptions.StartTlsWhenAvailable),
        "none" => (channel.Port ?? 25, SecureSocketOptions.None),
        _ => (channel.Port ?? 587, SecureSocketOptions.StartTls),
    };

    private async Task AuthenticateAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        if (ChannelText.Find(channel, "user") is not { } user)
        {
            return;
        }

        if (await TokenAsync(cancellationToken) is { } token)
        {
            await client.AuthenticateAsync(new SaslMechanismOAuth2(user, token), cancellationToken);
        }
        else if (ChannelText.Find(channel, "password") is { } password)
        {
            await client.AuthenticateAsync(user, password, cancellationToken);
        }
        else
        {
            throw new McpOpsException("ChannelIncomplete", McpErrorCategory.InvalidData, $"The channel '{channel.Name}' has a user and neither password, token nor tokenCommand.", channel.Name);
        }
    }

    private async Task<string?> TokenAsync(CancellationToken cancellationToken)
    {
        if (channel.TokenCommand.Count == 0)
        {
            return ChannelText.Find(channel, "token");
        }

        var start = new ProcessStartInfo(channel.TokenCommand[0], channel.TokenCommand.Skip(1)) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        try
        {
            var token = (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 && token.Length > 0 ? token
                : throw new McpOpsException("ChannelIncomplete", McpErrorCategory.InvalidData, $"The tokenCommand of the channel '{channel.Name}' ended with {process.ExitCode} and wrote {token.Length} characters.", channel.Name);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private MimeMessage Mail(AlertMessage message)
    {
        var from = MailboxAddress.Parse(ChannelText.Find(channel, "from")!);
        var mail = new MimeMessage { Subject = MessageText.Cut(message.Title, 250), Date = context.Time.GetUtcNow(), MessageId = $"{message.Id}@{from.Domain}" };
        mail.From.Add(from);
        mail.To.AddRange(channel.To.Select(to => MailboxAddress.Parse(ChannelText.Resolve(channel, to))));
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        if (message.DedupKey.Length > 0)
        {
            mail.References.Add($"{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(message.DedupKey)))[..24].ToLowerInvariant()}@{from.Domain}");
        }

        if (message.Severity is AlertSeverity.Critical && !message.IsOver)
        {
            mail.Importance = MessageImportance.High;
        }

        var text = new TextPart("plain") { Text = string.Join("\r\n", MessageText.Lines(message, mostAlerts: 200)) + "\r\n" };
        mail.Body = message.Report is { } report ? WithReport(text, report) : text;
        return mail;
    }
}
