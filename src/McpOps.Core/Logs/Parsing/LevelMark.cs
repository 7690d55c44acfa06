namespace McpOps.Logs.Parsing;

/// <summary>How a file marks its levels where no column is one; the sample shows it.</summary>
internal enum LevelMark : byte
{
    None,

    /// <summary>Facility and level of syslog: <c>daemon.err uhttpd[1]:</c> (OpenWrt, BusyBox), <c>[ID 1 mail.crit]</c> (Solaris), <c>&lt;kern.crit&gt;</c> (FreeBSD).</summary>
    Facility,

    /// <summary>The mnemonic of network equipment: <c>%LINK-3-UPDOWN:</c>, wherever it stands.</summary>
    Mnemonic,

    /// <summary>Two letters and the priority of syslog: <c>Er(163)</c> (ESXi 8).</summary>
    Priority,

    /// <summary>A level behind the source: <c>[app.pool#critical]</c> (Twisted).</summary>
    Hash,

    /// <summary>A small letter behind the time: <c>e Statement  a.cc(3) : failed</c> (SAP HANA).</summary>
    SmallLetter,

    /// <summary>At the end of the line: <c>could not open file [ERROR]</c>.</summary>
    Trailing,
}
