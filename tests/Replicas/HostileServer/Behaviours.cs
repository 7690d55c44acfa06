using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace McpOps.Replicas;

/// <summary>Ways to misbehave that take more than a line.</summary>
internal static class Behaviours
{
    private static readonly List<PosixSignalRegistration> Registrations = [];

    /// <summary>Writes to standard error without end.</summary>
    public static void FloodErrors()
    {
        var thread = new Thread(() =>
        {
            var error = Console.OpenStandardError();
            var line = Encoding.UTF8.GetBytes(new string('x', 4000) + "\n");
            while (true)
            {
                error.Write(line);
            }
        }) { IsBackground = true };
        thread.Start();
    }

    /// <summary>200 MB of one message.</summary>
    public static void WriteHuge(Stream output)
    {
        try
        {
            output.Write("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"x\":\""u8);
            var chunk = new byte[1 << 20];
            Array.Fill(chunk, (byte)'y');
            for (var megabyte = 0; megabyte < 200; megabyte++)
            {
                output.Write(chunk);
            }
        }
        catch (IOException)
        {
            // The reader has seen enough.
        }
    }

    /// <summary>Starts a child that leaves its parent behind, as a daemon does, and writes its process id to a file.</summary>
    public static void StartChild(string idFile)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true };
        start.ArgumentList.Add("sleeper");
        using var child = Process.Start(start)!;
        File.WriteAllText(idFile, child.Id.ToString());
    }

    /// <summary>Takes no notice of being asked to end.</summary>
    public static void IgnoreTermination() => Registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true));

    public static void Pause(TimeSpan time)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(time);
    }
}
