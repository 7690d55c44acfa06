using System.Globalization;
using System.Text.RegularExpressions;

namespace McpOps.Platform;

/// <summary>Services of Windows, through <c>sc.exe</c>.</summary>
internal sealed partial class WindowsServices(CommandRunner commands) : IServiceManager
{
    private const string Program = "sc.exe";
    private const int DoesNotExist = 1060;
    private const int Disabled = 4;

    public async Task<ServiceState> GetAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        var said = await commands.RunAsync(Program, ["queryex", service.Name], cancellationToken);
        return said.ExitCode switch
        {
            0 => Parse(said.Out),
            DoesNotExist => new ServiceState { Status = ServiceStatus.NotFound, Message = $"Windows knows no service '{service.Name}'. See 'Get-Service'." },
            _ => new ServiceState { Status = ServiceStatus.Unknown, Message = said.FirstLine },
        };
    }

    // SERVICE_DISABLED, QUERY_SERVICE_CONFIG, Win32 reference. A disabled service that runs goes on, and cannot be started again.
    public async Task<string?> WhyNoStartAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        var said = await commands.RunAsync(Program, ["qc", service.Name], cancellationToken);
        return said.ExitCode == DoesNotExist ? $"Windows knows no service '{service.Name}'. See 'Get-Service'."
            : said.ExitCode == 0 && Field().Matches(said.Out).Select(match => match.Groups[1].Value).ElementAtOrDefault(1) == Disabled.ToString(CultureInfo.InvariantCulture)
                ? $"The service '{service.Name}' is disabled, so Windows would not start it. Run 'sc config {service.Name} start= demand'." : null;
    }

    public Task StartAsync(ServiceReference service, CancellationToken cancellationToken) => CommandAsync("start", "ServiceStartFailed", service, cancellationToken);

    public Task StopAsync(ServiceReference service, CancellationToken cancellationToken) => CommandAsync("stop", "ServiceStopFailed", service, cancellationToken);

    // The numbers are the same in every language of Windows; the words are not. SERVICE_STATUS_PROCESS, Win32 reference.
    internal static ServiceState Parse(string said)
    {
        var numbers = Field().Matches(said).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToList();
        var state = numbers.ElementAtOrDefault(1);
        var exit = numbers.ElementAtOrDefault(2);
        return new ServiceState
        {
            Status = state switch
            {
                1 when exit is not 0 and not 1077 => ServiceStatus.Failed,
                1 => ServiceStatus.Stopped,
                2 or 3 or 5 or 6 => ServiceStatus.Changing,
                4 => ServiceStatus.Running,
                7 => ServiceStatus.Stopped,
                _ => ServiceStatus.Unknown,
            },
            ProcessId = numbers.ElementAtOrDefault(6) is > 0 and var id ? id : null,
            Message = state == 1 ? $"stopped, exit code {exit}" : "",
        };
    }

    private async Task CommandAsync(string verb, string errorId, ServiceReference service, CancellationToken cancellationToken)
    {
        var said = await commands.RunAsync(Program, [verb, service.Name], cancellationToken);
        if (said.ExitCode != 0)
        {
            throw new McpOpsException(errorId, McpErrorCategory.InvalidOperation, $"'sc {verb} {service.Name}' failed: {said.FirstLine}", service.Name);
        }
    }

    [GeneratedRegex(@"^\s+\w+\s*:\s*(?:0x)?(\d+)", RegexOptions.Multiline, 1000)]
    private static partial Regex Field();
}
