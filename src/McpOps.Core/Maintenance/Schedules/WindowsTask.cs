using System.Globalization;
using System.Security;

namespace McpOps.Maintenance.Schedules;

/// <summary>A task as XML, its elements in the order of the schema: https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema.</summary>
internal static class WindowsTask
{
    private const string NetworkService = "S-1-5-20";

    public static IReadOnlyList<ScheduleFile> Files(ScheduleEntry entry) =>
    [
        new($"{entry.Name}.xml", ScheduleMark.Put($"""
            <?xml version="1.0" encoding="UTF-16"?>
            <Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
              <RegistrationInfo>
                <Description>{"{mark}"}</Description>
                <URI>\McpOps\{Escape(entry.Name)}</URI>
              </RegistrationInfo>
              <Triggers>
                <CalendarTrigger>
                  <StartBoundary>2026-01-01T{entry.At}:00</StartBoundary>
                  <Enabled>true</Enabled>
                  <RandomDelay>PT15M</RandomDelay>
                  {Schedule(entry)}
                </CalendarTrigger>
              </Triggers>
              <Principals>
                <Principal id="Author">
                  <UserId>{Escape(entry.Account ?? NetworkService)}</UserId>
                  <RunLevel>LeastPrivilege</RunLevel>
                </Principal>
              </Principals>
              <Settings>
                <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
                <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
                <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
                <StartWhenAvailable>true</StartWhenAvailable>
                <ExecutionTimeLimit>PT{ScheduleEntry.Hours}H</ExecutionTimeLimit>
              </Settings>
              <Actions Context="Author">
                <Exec>
                  <Command>{Escape(entry.Command)}</Command>
                  <Arguments>{Escape(string.Join(' ', entry.Arguments.Select(Quote)))}</Arguments>
                </Exec>
              </Actions>
            </Task>

            """)) { Wide = true },
    ];

    private static string Schedule(ScheduleEntry entry) => entry.On switch
    {
        null => "<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>",
        var on when int.TryParse(on, NumberStyles.None, CultureInfo.InvariantCulture, out var day) =>
            $"<ScheduleByMonth><DaysOfMonth><Day>{day}</Day></DaysOfMonth><Months>{string.Concat(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Take(12).Select(month => $"<{month} />"))}</Months></ScheduleByMonth>",
        var on => $"<ScheduleByWeek><WeeksInterval>1</WeeksInterval><DaysOfWeek><{char.ToUpperInvariant(on[0])}{on[1..]} /></DaysOfWeek></ScheduleByWeek>",
    };

    // As CommandLineToArgvW reads them.
    private static string Quote(string word) => word.Length > 0 && !word.Any(character => character is ' ' or '\t' or '"') ? word : $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Escape(string text) => SecurityElement.Escape(text);
}
