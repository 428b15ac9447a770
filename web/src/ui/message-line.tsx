import type { ReactNode } from "react";
import { Link } from "wouter";
import { paths } from "../lib/paths";
import { exactTime, moment } from "../lib/time";
import list from "./list-page.module.css";
import styles from "./message-line.module.css";
import { tx } from "./tx";

/** A message in a list: who, where, when and some of its words, as a link to its place in its room. */
export function MessageLine(props: {
  message: { readonly id: string; readonly room_id: string; readonly created_at: string };
  author: string;
  room: string;
  /** Its words. */
  children: ReactNode;
  /** What can be done with it here. */
  action?: ReactNode;
}) {
  const { id, room_id, created_at } = props.message;
  return (
    <li className={styles.line}>
      <Link href={paths.message(room_id, id)} className={list.card}>
        <span className={`${styles.where} ${list.soft}`}>
          <bdi className={list.name}>{props.author}</bdi>
          <span>{tx("in {room}", { room: <bdi key="room">{props.room}</bdi> })}</span>
          <time dateTime={created_at} title={exactTime(created_at)}>
            {moment(created_at)}
          </time>
        </span>
        <span className={styles.words} dir="auto">
          {props.children}
        </span>
      </Link>
      {props.action}
    </li>
  );
}
