using System.Management.Automation;
using McpOps.Backups;
using McpOps.Backups.Stores;
using McpOps.Backups.Verification;

namespace McpOps.Commands;

/// <summary>Proves that backups are as they were written, or names what is not.</summary>
[Cmdlet(VerbsDiagnostic.Test, "McpBackup", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Test-McpBackup.md")]
[OutputType(typeof(McpBackupVerification), typeof(bool))]
public sealed class TestMcpBackupCommand : BackupCmdlet
{
    /// <summary>Ids of backups, or latest for the newest of each server; all backups of the store, or of all stores that the inventory names, when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BackupIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>With latest: only the newest of this server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string? Server { get; set; }

    /// <summary>Reads every file in every archive, and compares its hash and all that the manifest says of it.</summary>
    [Parameter]
    public SwitchParameter Deep { get; set; }

    /// <summary>A drill: restores into a temporary folder and compares there.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    /// <summary>Reads only so many percent of the archives, and goes on there the next time. From 0.1 to 100.</summary>
    [Parameter]
    [ValidateRange(0.1, 100.0)]
    public double? SamplePercent { get; set; }

    /// <summary>The file of the private key that opens parts encrypted by age.</summary>
    [Parameter]
    public string? Identity { get; set; }

    /// <summary>Writes one Boolean for all of them instead: true when every backup is valid.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private bool _isGood = true;
    private bool _isAny;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Quiet)
        {
            WriteObject(_isGood && _isAny);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var location = StoreLocation;
        var options = new VerifyOptions { Deep = Deep, Restore = Restore, Sample = SamplePercent / 100, Identity = Identity is null ? null : GetUnresolvedProviderPathFromPSPath(Identity) };
        var isNamed = MyInvocation.BoundParameters.ContainsKey(nameof(Id));
        if (!isNamed && MyInvocation.ExpectingInput)
        {
            _isGood = false;
            WriteError(Errors.Record(new McpOpsException("BackupNotFound", McpErrorCategory.InvalidArgument, "What came through the pipeline names no backup: it has no Id. Name the backup by -Id, or give nothing to verify all.")));
            return;
        }

        Run(async pipe =>
        {
            if (!isNamed)
            {
                await VerifyAllAsync(pipe, location, options);
                return;
            }

            foreach (var id in Id)
            {
                try
                {
                    if (LatestBackups.IsMeant(id))
                    {
                        await VerifyLatestAsync(pipe, location, options);
                        continue;
                    }

                    var store = await OpenStoreAsync(ServerOf(id), location, new ServerInput(pipe.Context, this, ConfigPath, discover: false), pipe.CancellationToken);
                    Take(pipe, await new BackupVerifier(pipe.Context, store).VerifyAsync(id, options, pipe.CancellationToken));
                }
                catch (McpOpsException exception)
                {
                    _isGood = false;
                    pipe.WriteError(exception);
                }
            }
        });
    }

    private async Task VerifyLatestAsync(Pipe pipe, string? location, VerifyOptions options)
    {
        var servers = await new ServerInput(pipe.Context, this, ConfigPath, discover: false).ServersAsync([], all: true, _ => { }, pipe.CancellationToken);
        var results = await new LatestBackups(pipe.Context).VerifyAsync(location, Server, [.. servers], options, exception =>
        {
            _isGood = false;
            pipe.WriteError(exception);
        }, pipe.CancellationToken);
        foreach (var result in results)
        {
            Take(pipe, result);
        }
    }

    // One store that is empty or away does not keep the others from being verified.
    private async Task VerifyAllAsync(Pipe pipe, string? location, VerifyOptions options)
    {
        foreach (var place in await FindStoresAsync(null, location, new ServerInput(pipe.Context, this, ConfigPath, discover: false), pipe.CancellationToken))
        {
            try
            {
                foreach (var verification in await new BackupVerifier(pipe.Context, BackupStores.OpenExisting(place)).VerifyAllAsync(options, pipe.CancellationToken))
                {
                    Take(pipe, verification);
                }
            }
            catch (McpOpsException exception)
            {
                _isGood = false;
                pipe.WriteError(exception);
            }
        }
    }

    private void Take(Pipe pipe, McpBackupVerification verification)
    {
        (_isAny, _isGood) = (true, _isGood && verification.Status is VerificationStatus.Valid);
        if (!Quiet)
        {
            pipe.Write(verification);
        }
    }
}
