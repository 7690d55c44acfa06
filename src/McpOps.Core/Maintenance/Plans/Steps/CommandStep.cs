using System.ComponentModel;
using System.Diagnostics;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>command</c>: runs a program with its arguments. Never through a shell: a quote or a star is one.</summary>
internal sealed class CommandStep : IPlanStep
{
    private const int MostText = 2000;

    public string Name => "command";

    public IReadOnlyList<string> Words => ["run", "in"];

    public bool OnlyLooks => false;

    public bool IsOfHost => true;

    public void Check(StepWords with)
    {
        _ = with.Text("in");
        if (with.Texts("run") is not [{ Length: > 0 }, ..])
        {
            throw with.Wrong("run", "must be a program and its arguments, such as [\"systemctl\", \"daemon-reload\"]");
        }
    }

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var command = scope.With.Texts("run").Select(part => ConnectionResolver.Text(part, scope.Server, scope.Paths.Variable)).ToList();
        var shown = Redaction.MaskText(string.Join(' ', Redaction.MaskArguments(command)));
        if (scope.DryRun)
        {
            return StepResult.Change(dryRun: true, [shown], "Would be run.");
        }

        var said = new Tail(MostText);
        using var process = Start(command, scope.With.Text("in"));
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => said.Add(line.Data);
        process.ErrorDataReceived += (_, line) => said.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var text = Redaction.MaskText(said.Text);
        return process.ExitCode == 0
            ? StepResult.Change(dryRun: false, [shown], text.Length > 0 ? text : "Ended with 0.")
            : new StepResult(StepOutcome.Failed, $"Ended with {process.ExitCode}. {text}".TrimEnd()) { Changed = [shown], ChangedCount = 1 };
    }

    private static Process Start(List<string> command, string? folder)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
            {
                WorkingDirectory = folder ?? "",
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
        }
        catch (Exception exception) when (exception is Win32Exception or DirectoryNotFoundException)
        {
            throw new McpOpsException("PlanCommandNotFound", McpErrorCategory.ResourceUnavailable,
                $"'{command[0]}' could not be started: {Sentences.Ended(exception.Message)} Install it, or write its whole path: at night the PATH is a short one.", command[0], exception);
        }
    }

    /// <summary>The end of what a program says.</summary>
    private sealed class Tail(int most)
    {
        private readonly object _gate = new();
        private string _text = "";

        public string Text
        {
            get
            {
                lock (_gate)
                {
                    return _text;
                }
            }
        }

        public void Add(string? line)
        {
            lock (_gate)
            {
                _text = string.IsNullOrWhiteSpace(line) ? _text : $"{_text}{(_text.Length > 0 ? "\n" : "")}{line}";
                _text = _text.Length > most ? _text[^most..] : _text;
            }
        }
    }
}
