/**
 * Icons: line drawings on a field of 24, by the name of what they stand beside.
 */
export const icons = {
  badge: "M6 8h12v12H6zM12 8V3",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15ZM10 21h4",
  down: "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14",
  gateway: "M5 13h14v6H5zM8.5 16h.01M12 9.5V13M8.5 7.5a5 5 0 0 1 7 0M6 5a8.5 8.5 0 0 1 12 0",
  inbox: "M4 13h5l1.5 3h3l1.5-3h5M4 13l3-8h10l3 8v6H4Z",
  interests: "M4 7h16M4 12h11M4 17h7",
  key: "M8 11.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM11 12.5 19 4.5M16 7.5l2.5 2.5",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  live: "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM6 6a8.5 8.5 0 0 0 0 12M18 6a8.5 8.5 0 0 1 0 12",
  menu: "M4 7h16M4 12h16M4 17h16",
  pause: "M9 5v14M15 5v14",
  people:
    "M9 5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM3 20c.5-3.5 2.8-5 6-5s5.5 1.5 6 5M16 5.5a3.5 3.5 0 0 1 0 6.5M18 15.5c1.8.7 2.7 2.3 3 4.5",
  plan: "M4 4h16v16H4zM4 12h7M11 4v10M15 20v-8h5",
  quiet: "M4 10v4h3.5l4.5 4V6l-4.5 4ZM16 9.5l5 5m0-5-5 5",
  report: "M6 3h9l4 4v14H6zM10 17v-4M14 17V9",
  schedule: "M5 5h14v15H5zM5 10h14M9 3v4M15 3v4",
  settings: "M4 7h9m4 0h3M4 17h3m4 0h9M15 5v4M9 15v4",
  shield: "M12 3.5 19 6v6c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6Z",
  ticket: "M4 7h16v3.5a1.5 1.5 0 0 0 0 3V17H4v-3.5a1.5 1.5 0 0 0 0-3ZM14 7v10",
  venue: "M4 20V9l8-5 8 5v11M4 20h16M10 20v-6h4v6",
  wall: "M3 5h18v12H3zM9 21h6",
} as const;

export type IconName = keyof typeof icons;
