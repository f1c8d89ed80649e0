/** English words that say nothing about what a text is about. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `about above after again against all also although always among and another any anything are aren't around because
  been before being below between both but came can can't cannot come could couldn't did didn't does doesn't doing don't
  done down during each either else even ever every everything few first for from further gets give given goes going
  gone got had hadn't has hasn't have haven't having her here hers herself him himself his how however i'd i'll i'm i've
  into isn't it's its itself just keep last least less let's like made make makes many may maybe might mine more most
  much must mustn't myself need needs neither never new next nobody none nor not nothing now off often once one ones
  only onto other others otherwise our ours ourselves out over own per perhaps put quite rather really said same say
  says second see seen several shall she should shouldn't since some something sometimes soon still such take taken than
  that that's the their theirs them themselves then there there's these they they're thing things this those though
  three through thus together too toward towards two under unless until upon use used uses using very via want wants was
  wasn't way ways we'll we're we've well were weren't what what's whatever when where whether which while who whole whom
  whose why will with within without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself`.split(
    /\s+/,
  ),
);
