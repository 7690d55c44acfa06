using System.Runtime.InteropServices;

namespace McpOps.Platform;

/// <summary>The operating system's own SQLite library, found when it is first wanted. McpOps ships none.</summary>
/// <remarks>Signatures are those of https://www.sqlite.org/c3ref/intro.html.</remarks>
internal sealed unsafe class SqliteLibrary
{
    public const int Ok = 0;
    public const int Busy = 5;
    public const int Locked = 6;
    public const int Corrupt = 11;
    public const int NotADatabase = 26;
    public const int Row = 100;
    public const int Done = 101;

    private const int OpenReadOnly = 1;
    private const int OpenReadWrite = 2;
    private const int OpenCreate = 4;
    private const int OpenUri = 0x40;

    private readonly delegate* unmanaged[Cdecl]<byte*, nint*, int, byte*, int> _open;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _close;
    private readonly delegate* unmanaged[Cdecl]<nint, int, int> _busyTimeout;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, int, nint*, nint*, int> _prepare;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _step;
    private readonly delegate* unmanaged[Cdecl]<nint, int, byte*> _columnText;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _finalize;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*> _message;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _interrupt;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, byte*, nint> _backupInit;
    private readonly delegate* unmanaged[Cdecl]<nint, int, int> _backupStep;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _backupFinish;

    private SqliteLibrary(nint library)
    {
        _open = (delegate* unmanaged[Cdecl]<byte*, nint*, int, byte*, int>)NativeLibrary.GetExport(library, "sqlite3_open_v2");
        _close = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "sqlite3_close_v2");
        _busyTimeout = (delegate* unmanaged[Cdecl]<nint, int, int>)NativeLibrary.GetExport(library, "sqlite3_busy_timeout");
        _prepare = (delegate* unmanaged[Cdecl]<nint, byte*, int, nint*, nint*, int>)NativeLibrary.GetExport(library, "sqlite3_prepare_v2");
        _step = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "sqlite3_step");
        _columnText = (delegate* unmanaged[Cdecl]<nint, int, byte*>)NativeLibrary.GetExport(library, "sqlite3_column_text");
        _finalize = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "sqlite3_finalize");
        _message = (delegate* unmanaged[Cdecl]<nint, byte*>)NativeLibrary.GetExport(library, "sqlite3_errmsg");
        _interrupt = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "sqlite3_interrupt");
        _backupInit = (delegate* unmanaged[Cdecl]<nint, byte*, nint, byte*, nint>)NativeLibrary.GetExport(library, "sqlite3_backup_init");
        _backupStep = (delegate* unmanaged[Cdecl]<nint, int, int>)NativeLibrary.GetExport(library, "sqlite3_backup_step");
        _backupFinish = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "sqlite3_backup_finish");
    }

    private static string[] Names =>
        OperatingSystem.IsWindows() ? ["winsqlite3.dll"] : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib", "/usr/lib/libsqlite3.dylib"] : ["libsqlite3.so.0", "libsqlite3.so"];

    /// <summary>The library; null where this machine has none.</summary>
    public static SqliteLibrary? Load()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                return new SqliteLibrary(library);
            }
        }

        return null;
    }

    /// <summary>Opens a file; one that is opened for writing is made if it is not there.</summary>
    public int Open(string path, bool writable, out nint connection)
    {
        // As an address, so that a file name that holds a ? or % is taken as it is.
        var address = $"file:{Uri.EscapeDataString(Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal)}";
        nint opened = 0;
        fixed (byte* name = Utf8(address))
        {
            var code = _open(name, &opened, OpenUri | (writable ? OpenReadWrite | OpenCreate : OpenReadOnly), null);
            connection = opened;
            return code;
        }
    }

    public void Close(nint connection) => _close(connection);

    /// <summary>For how long a statement waits for a writer, in milliseconds.</summary>
    public void Wait(nint connection, int milliseconds) => _busyTimeout(connection, milliseconds);

    /// <summary>Ends a running statement; may be called from another thread.</summary>
    public void Interrupt(nint connection) => _interrupt(connection);

    /// <summary>Runs a statement and reads the first column of its rows.</summary>
    public int Query(nint connection, string sql, List<string> rows)
    {
        nint statement = 0;
        fixed (byte* text = Utf8(sql))
        {
            var prepared = _prepare(connection, text, -1, &statement, null);
            if (prepared != Ok)
            {
                return prepared;
            }
        }

        try
        {
            int code;
            while ((code = _step(statement)) == Row)
            {
                rows.Add(Marshal.PtrToStringUTF8((nint)_columnText(statement, 0)) ?? "");
            }

            return code == Done ? Ok : code;
        }
        finally
        {
            _finalize(statement);
        }
    }

    /// <summary>Begins an online backup of one open database to another; 0 when it cannot.</summary>
    public nint BeginBackup(nint to, nint from)
    {
        fixed (byte* main = "main\0"u8)
        {
            return _backupInit(to, main, from, main);
        }
    }

    /// <summary>Copies so many pages, or all that are left.</summary>
    /// <returns><see cref="Done"/> at the end; <see cref="Busy"/> or <see cref="Locked"/> when it must be tried again.</returns>
    public int StepBackup(nint backup, int pages) => _backupStep(backup, pages);

    /// <summary>Ends an online backup.</summary>
    public void EndBackup(nint backup) => _ = _backupFinish(backup);

    /// <summary>What the library says of the last failure.</summary>
    public string Message(nint connection) => Marshal.PtrToStringUTF8((nint)_message(connection)) ?? "";

    private static byte[] Utf8(string text) => [.. System.Text.Encoding.UTF8.GetBytes(text), 0];
}
