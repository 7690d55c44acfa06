using McpOps.Logs.Parsing;
using McpOps.Logs.Summaries;

namespace McpOps.Logs;

/// <summary>Turns wall clocks of lines into moments. The zone's offset is looked up once for each hour.</summary>
/// <param name="zone">The zone of times that name none.</param>
internal sealed class LogClock(TimeZoneInfo zone)
{
    private long _from = 1;
    private long _to;
    private long _offset;
    private long _stretchFrom = long.MinValue;
    private long _stretch;

    /// <summary>Ticks of UTC.</summary>
    public long ToUtc(in LogTime time)
    {
        if (time.OffsetMinutes != LogTime.NoOffset)
        {
            return time.WallTicks - (time.OffsetMinutes * TimeSpan.TicksPerMinute);
        }

        return time.WallTicks - OffsetOfWall(time.WallTicks);
    }

    /// <summary>The moment, with the offset of the line or of the zone.</summary>
    public DateTimeOffset ToMoment(in LogTime time)
    {
        var offset = time.OffsetMinutes != LogTime.NoOffset ? time.OffsetMinutes * TimeSpan.TicksPerMinute : OffsetOfWall(time.WallTicks);
        return new DateTimeOffset(time.WallTicks, new TimeSpan(offset));
    }

    /// <summary>How long the stretches are that are counted by themselves, in ticks: an hour, a quarter of one where the zone's hours do not begin with those of UTC.</summary>
    public long StretchLength(long utc)
    {
        if (utc < _stretchFrom || utc >= _stretchFrom + TimeSpan.TicksPerHour)
        {
            _stretchFrom = utc - (utc % TimeSpan.TicksPerHour);
            _stretch = zone.GetUtcOffset(new DateTime(_stretchFrom, DateTimeKind.Utc)).Ticks % TimeSpan.TicksPerHour == 0 ? TimeSpan.TicksPerHour : StretchStats.Step;
        }

        return _stretch;
    }

    /// <summary>Ticks of the zone's wall clock.</summary>
    public long ToWall(long utc) => utc + zone.GetUtcOffset(new DateTime(utc, DateTimeKind.Utc)).Ticks;

    private long OffsetOfWall(long wall)
    {
        if (wall < _from || wall >= _to)
        {
            _from = wall - (wall % TimeSpan.TicksPerHour);
            _to = _from + TimeSpan.TicksPerHour;
            _offset = zone.GetUtcOffset(new DateTime(_from, DateTimeKind.Unspecified)).Ticks;
        }

        return _offset;
    }
}
