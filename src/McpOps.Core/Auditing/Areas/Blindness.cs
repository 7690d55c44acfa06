namespace McpOps.Auditing.Areas;

/// <summary>Why a process of others could not be looked at, and what to do about it.</summary>
internal static class Blindness
{
    /// <summary>An account with limits needs more rights; root needs another place to stand.</summary>
    public static string Reason => Environment.IsPrivilegedProcess
        ? "cannot be seen from here: it is outside this container, or the system hides it from root too. Run the audit on the host itself."
        : "this account may not see. Run the audit as root.";
}
